using static TorchSharp.torch;

namespace EarlyBert.Weights;

/// <summary>
/// Moves named tensors into and out of modules. Names and shapes are compared here, before libtorch sees them: TorchSharp's own
/// <c>load_state_dict</c> broadcasts a vector into a matrix without a word.
/// </summary>
public static class StateDict
{
    /// <summary>Names of each kind that a message spells out; the rest is counted.</summary>
    private const int Shown = 5;

    /// <summary>The module's parameters and persistent buffers with their names, in the module's order.</summary>
    /// <param name="module">The module; the tensors stay its own.</param>
    public static IReadOnlyList<KeyValuePair<string, Tensor>> Of(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module.state_dict().ToArray();
    }

    /// <summary>Copies of the module's parameters and persistent buffers by name, outside every dispose scope and graph.</summary>
    /// <param name="module">The module.</param>
    /// <returns>New tensors, owned by the caller.</returns>
    public static IReadOnlyDictionary<string, Tensor> Copy(nn.Module module)
    {
        using var noGradient = no_grad();
        return Of(module).ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>
    /// Copies tensors into the module's parameters and buffers, converting the type where it differs. Nothing is copied when anything
    /// does not fit.
    /// </summary>
    /// <param name="module">The module to fill.</param>
    /// <param name="tensors">Tensors by name; they stay the caller's.</param>
    /// <param name="source">Where they come from, for messages; usually a path.</param>
    /// <param name="mayBeMissing">Names of the module that the tensors need not have, such as a fresh task head; null: none.</param>
    /// <param name="mayBeUnexpected">Names of tensors that the module need not have, such as another task's head; null: none.</param>
    /// <returns>Names of the module that were left as they were.</returns>
    /// <exception cref="EarlyBertException">Names are missing, unexpected or of another shape; the message lists them.</exception>
    public static IReadOnlyList<string> Load(nn.Module module, IReadOnlyDictionary<string, Tensor> tensors, string source,
        Predicate<string>? mayBeMissing = null, Predicate<string>? mayBeUnexpected = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var targets = Of(module);
        var known = targets.Select(target => target.Key).ToHashSet(StringComparer.Ordinal);
        var missing = targets.Select(target => target.Key).Where(name => !tensors.ContainsKey(name)).ToArray();
        ThrowIfAny(source,
            missing.Where(name => mayBeMissing?.Invoke(name) != true).ToArray(),
            tensors.Keys.Where(name => !known.Contains(name) && mayBeUnexpected?.Invoke(name) != true).ToArray(),
            targets.Where(target => tensors.TryGetValue(target.Key, out var given) && !Fits(given, target.Value))
                .Select(target => $"{target.Key} is {Describe(tensors[target.Key])}, the model's is {Describe(target.Value)}").ToArray());

        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, target) in targets)
        {
            if (tensors.TryGetValue(name, out var given))
                target.copy_(given);
        }

        return missing;
    }

    /// <summary>Throws one message with all misfits; returns when there are none.</summary>
    internal static void ThrowIfAny(string source, IReadOnlyList<string> missing, IReadOnlyList<string> unexpected, IReadOnlyList<string> misshapen)
    {
        var faults = new List<string>();
        Add("missing", missing);
        Add("unexpected", unexpected);
        Add("of another shape", misshapen);
        if (faults.Count > 0)
            throw new EarlyBertException($"The weights of '{source}' do not fit the model: {string.Join("; ", faults)}; use weights and a configuration that belong together.");

        void Add(string kind, IReadOnlyList<string> names)
        {
            if (names.Count > 0)
                faults.Add($"{names.Count} {kind} ({string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? ", ..." : "")})");
        }
    }

    private static bool Fits(Tensor given, Tensor target) =>
        given.shape.AsSpan().SequenceEqual(target.shape) && given.is_floating_point() == target.is_floating_point();

    private static string Describe(Tensor tensor) => $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]";
}
