using System.Reflection;
using System.Text.Json;
using Microsoft.ML.SearchSpace;

namespace EarlyBert.Sweeps;

/// <summary>
/// What a sweep varies: properties of <see cref="EarlyBertSearchOptions"/> with their ranges or choices. Properties that it does not name stay as the run has them. As JSON:
/// <c>{"headRatio": [0.25, 0.5], "learningRate": {"min": 1e-5, "max": 1e-3, "log": true}, "epochs": 2}</c>.
/// </summary>
public sealed class SweepSpace
{
    /// <summary>What the command line calls the built-in space.</summary>
    public const string BuiltInName = "built-in";

    private readonly IReadOnlyList<SweepAxis> _axes;

    private SweepSpace(IReadOnlyList<SweepAxis> axes) => _axes = axes;

    /// <summary>The space of the attributes of <see cref="EarlyBertSearchOptions"/>.</summary>
    public static SweepSpace BuiltIn { get; } = new([.. Properties.Select(property => AxisOf(property))]);

    /// <summary>The names that a space can have, as JSON writes them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Properties.Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))];

    private static IEnumerable<PropertyInfo> Properties => typeof(EarlyBertSearchOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance);

    /// <summary>Reads a space from a file.</summary>
    /// <exception cref="EarlyBertException">There is no such file, or it is no space.</exception>
    public static SweepSpace Load(string path)
    {
        if (!File.Exists(path))
            throw new EarlyBertException($"There is no file '{path}'; name one that describes a space, or '{BuiltInName}'.");
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads a space from JSON.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Named in messages.</param>
    /// <exception cref="EarlyBertException">It is no space.</exception>
    public static SweepSpace Parse(string json, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new JsonException("it is no object");
            var axes = document.RootElement.EnumerateObject().Select(field => SweepAxis.Parse(field.Name, PropertyOf(field.Name, source).PropertyType, field.Value, source) with { Name = PropertyOf(field.Name, source).Name }).ToArray();
            if (axes.FirstOrDefault(axis => axes.Count(other => other.Name == axis.Name) > 1) is { } twice)
                throw new EarlyBertException($"'{source}' names {twice.Name} twice; leave one of them out.");
            return axes.All(axis => axis.IsFixed)
                ? throw new EarlyBertException($"'{source}' varies nothing; give at least one of {string.Join(", ", Names)} a list of values or a range.")
                : new SweepSpace(axes);
        }
        catch (JsonException fault)
        {
            throw new EarlyBertException($"'{source}' is no space of a sweep ({fault.Message}); write an object such as {{\"headRatio\": [0.25, 0.5], \"learningRate\": {{\"min\": 1e-5, \"max\": 1e-3, \"log\": true}}}}.", fault);
        }
    }

    /// <summary>The space as one line, the same for the same space alone.</summary>
    public override string ToString() => string.Join("; ", _axes.OrderBy(axis => axis.Name, StringComparer.Ordinal).Select(axis =>
        FormattableString.Invariant($"{axis.Name} {(axis.Choices.Count > 0 ? string.Join('|', axis.Choices.Select(value => FormattableString.Invariant($"{value}"))) : FormattableString.Invariant($"{axis.Min}..{axis.Max}{(axis.Log ? " log" : "")}"))}")));

    /// <summary>The space with defaults from a run.</summary>
    /// <param name="own">Where the run stands.</param>
    internal SweepPoints Of(EarlyBertSearchOptions own)
    {
        var (start, space) = (JsonSerializer.SerializeToNode(own)!.AsObject(), new Microsoft.ML.SearchSpace.SearchSpace());
        foreach (var axis in _axes)
        {
            var value = typeof(EarlyBertSearchOptions).GetProperty(axis.Name)!.GetValue(own)!;
            start[axis.Name] = JsonSerializer.SerializeToNode(axis.DefaultFor(value));
            if (!axis.IsFixed)
                space.Add(axis.Name, axis.ToOption(value));
        }

        var first = start.Deserialize<EarlyBertSearchOptions>()!;
        var draws = _axes.FirstOrDefault(axis => axis.Name == nameof(EarlyBertSearchOptions.DrawAt));
        return new SweepPoints(space, first, draws?.Largest ?? first.DrawAt);
    }

    private static PropertyInfo PropertyOf(string name, string source) => Properties.FirstOrDefault(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new EarlyBertException($"'{source}' names '{name}', which no sweep varies; it can name {string.Join(", ", Names)}.");

    private static SweepAxis AxisOf(PropertyInfo property)
    {
        var axis = new SweepAxis(property.Name, property.PropertyType);
        return property.GetCustomAttribute<RangeAttribute>() is { } range
            ? axis with { Min = Convert.ToDouble(range.Min), Max = Convert.ToDouble(range.Max), Log = range.LogBase }
            : axis with { Choices = property.GetCustomAttribute<ChoiceAttribute>() is { } choice ? choice.Candidates : [true, false] };
    }
}
