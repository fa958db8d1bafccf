using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EarlyBert.Tickets;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Pretraining;

/// <summary>
/// The checkpoints of a run, one safetensors file each, written beside and renamed: weights, moments and recorded coefficients as
/// tensors, the rest as JSON in the header. The last few stay; a new one is whole on the disk before an old one goes.
/// </summary>
internal sealed class Checkpoints(string folder, int keep)
{
    private const string StateKey = "earlybert.checkpoint";
    private const string Pattern = "checkpoint-*.safetensors";
    private const string Heads = "search.heads", Neurons = "search.neurons";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
    };

    /// <summary>A checkpoint as read: its state, and tensors that the caller owns.</summary>
    public sealed record Loaded(string Path, CheckpointState State, IReadOnlyDictionary<string, Tensor> Tensors) : IDisposable
    {
        /// <summary>Tensors whose name starts with a prefix, without it.</summary>
        public Dictionary<string, Tensor> Part(string prefix) =>
            Tensors.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);

        /// <summary>The search up to the checkpoint; null: there was none.</summary>
        public SearchRecord? Search => State.SearchSteps.Count == 0
            ? null
            : new SearchRecord { Steps = State.SearchSteps, Heads = Unpack(Tensors[Heads]), Neurons = Unpack(Tensors[Neurons]) };

        public void Dispose()
        {
            foreach (var tensor in Tensors.Values)
                tensor.Dispose();
        }
    }

    /// <summary>A run left a checkpoint in a folder, which need not be there.</summary>
    public static bool AreIn(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, Pattern).Any();

    /// <summary>Writes a checkpoint, then deletes the oldest beyond those that are kept.</summary>
    /// <exception cref="EarlyBertException">It cannot be written; earlier checkpoints are intact.</exception>
    public void Write(CheckpointState state, IEnumerable<KeyValuePair<string, Tensor>> tensors, SearchRecord? search)
    {
        using var scope = NewDisposeScope();
        var all = tensors.ToList();
        if (search is not null)
        {
            state = state with { SearchSteps = search.Steps };
            all.Add(KeyValuePair.Create(Heads, Pack(search.Heads)));
            all.Add(KeyValuePair.Create(Neurons, Pack(search.Neurons)));
        }

        SafeTensors.Write(PathOf(state), all, new Dictionary<string, string> { [StateKey] = JsonSerializer.Serialize(state, Json) });
        foreach (var old in Files().SkipLast(keep))
            File.Delete(old);
    }

    /// <summary>The newest checkpoint that belongs to a run; null: there is none.</summary>
    /// <param name="recipe">The run's recipe.</param>
    /// <param name="data">The run's data.</param>
    /// <param name="warn">Hears of a damaged file that was passed over.</param>
    /// <exception cref="EarlyBertException">The newest one is another recipe's or another data set's, or none can be read.</exception>
    public Loaded? Latest(JsonObject recipe, string data, Action<string> warn)
    {
        if (!Directory.Exists(folder))
            return null;
        foreach (var unfinished in Directory.EnumerateFiles(folder, "*.tmp"))
            File.Delete(unfinished);
        EarlyBertException? damage = null;
        foreach (var path in Files().AsEnumerable().Reverse())
        {
            try
            {
                return Read(path, recipe, data);
            }
            catch (DamagedCheckpoint fault)
            {
                damage ??= fault;
                warn($"{fault.Message.TrimEnd('.')}; the checkpoint before it is used.");
            }
        }

        return damage is null ? null : throw new EarlyBertException($"No checkpoint in '{folder}' can be read ({damage.Message.TrimEnd('.')}); start again without --resume, or with another folder.", damage);
    }

    private sealed class DamagedCheckpoint(string message, Exception cause) : EarlyBertException(message, cause);

    private static Loaded Read(string path, JsonObject recipe, string data)
    {
        CheckpointState state;
        IReadOnlyDictionary<string, Tensor> tensors;
        try
        {
            var text = SafeTensors.ReadMetadata(path).GetValueOrDefault(StateKey) ?? throw new JsonException("it is no checkpoint");
            state = JsonSerializer.Deserialize<CheckpointState>(text, Json) ?? throw new JsonException("its state is null");
            tensors = SafeTensors.Read(path);
        }
        catch (Exception fault) when (fault is EarlyBertException or JsonException)
        {
            throw new DamagedCheckpoint($"The checkpoint '{path}' cannot be read ({fault.Message.TrimEnd('.')})", fault);
        }

        var loaded = new Loaded(path, state, tensors);
        try
        {
            if (state.FormatVersion > CheckpointState.CurrentFormat)
                throw new EarlyBertException($"'{path}' has checkpoint format {state.FormatVersion}, this version reads up to {CheckpointState.CurrentFormat}; update EarlyBert.");
            var differences = new List<string>();
            Compare("", state.Recipe, recipe, differences);
            if (differences.Count > 0)
                throw new EarlyBertException($"'{path}' is the checkpoint of another recipe ({string.Join(", ", differences.Take(5))}{(differences.Count > 5 ? ", ..." : "")}); resume with the options it was made with, or use another folder.");
            if (state.Data != data)
                throw new EarlyBertException($"'{path}' was made on other data (store {Short(state.Data)}, now {Short(data)}); resume with the store it was made with, or use another folder.");
            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    private static void Compare(string name, JsonNode? then, JsonNode? now, List<string> differences)
    {
        if (then is JsonObject a && now is JsonObject b)
        {
            foreach (var key in a.Select(pair => pair.Key).Union(b.Select(pair => pair.Key)))
                Compare(name.Length > 0 ? $"{name}.{key}" : key, a[key], b[key], differences);
        }
        else if (then is JsonArray x && now is JsonArray y && x.Count == y.Count)
        {
            for (var i = 0; i < x.Count; i++)
                Compare($"{name}[{i}]", x[i], y[i], differences);
        }
        else if (!JsonNode.DeepEquals(then, now))
        {
            differences.Add($"{name} was {then?.ToJsonString() ?? "null"}, is {now?.ToJsonString() ?? "null"}");
        }
    }

    private static string Short(string hash) => hash[..Math.Min(12, hash.Length)];

    private string PathOf(CheckpointState state) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"checkpoint-{state.Stage}-{state.Step:D8}.safetensors"));

    /// <summary>The checkpoints, oldest first.</summary>
    private string[] Files() => [.. Directory.EnumerateFiles(folder, Pattern).Order(StringComparer.Ordinal)];

    // [moment][layer][unit]; layers of a pruned model differ in width, so rows are padded with NaN.
    private static Tensor Pack(IReadOnlyList<float[][]> coefficients)
    {
        long[] shape = [coefficients.Count, coefficients[0].Length, coefficients[0].Max(layer => layer.Length)];
        var values = new float[shape[0] * shape[1] * shape[2]];
        Array.Fill(values, float.NaN);
        for (var m = 0; m < shape[0]; m++)
        {
            for (var l = 0; l < shape[1]; l++)
                coefficients[m][l].CopyTo(values, ((m * shape[1]) + l) * shape[2]);
        }

        return tensor(values, shape);
    }

    private static IReadOnlyList<float[][]> Unpack(Tensor packed)
    {
        var values = packed.data<float>().ToArray();
        var (layers, units) = ((int)packed.shape[1], (int)packed.shape[2]);
        return
        [
            .. Enumerable.Range(0, (int)packed.shape[0]).Select(m => Enumerable.Range(0, layers)
                .Select(l => values.AsSpan(((m * layers) + l) * units, units).ToArray().TakeWhile(value => !float.IsNaN(value)).ToArray()).ToArray()),
        ];
    }
}
