using System.Text.Json;
using Microsoft.ML.SearchSpace.Option;

namespace EarlyBert.Sweeps;

/// <summary>One property of a space: a range, a list of choices, or a value that all trials have.</summary>
/// <param name="Name">The property of <see cref="EarlyBertSearchOptions"/>.</param>
/// <param name="Type">Its type: <see cref="double"/>, <see cref="int"/> or <see cref="bool"/>.</param>
internal sealed record SweepAxis(string Name, Type Type)
{
    /// <summary>The values; a single one for all trials. Empty: a range.</summary>
    public IReadOnlyList<object> Choices { get; init; } = [];

    public double Min { get; init; }

    public double Max { get; init; }

    /// <summary>Even in the logarithm.</summary>
    public bool Log { get; init; }

    /// <summary>What the first trial has; null: what the run has.</summary>
    public object? Default { get; init; }

    /// <summary>All trials have the same.</summary>
    public bool IsFixed => Choices.Count == 1;

    /// <summary>Whether a value is one of the axis.</summary>
    public bool Has(object value) => Choices.Count > 0 ? Choices.Contains(value) : Convert.ToDouble(value) >= Min && Convert.ToDouble(value) <= Max;

    /// <summary>The largest value of an axis of numbers.</summary>
    public double Largest => Choices.Count > 0 ? Choices.Max(Convert.ToDouble) : Max;

    /// <summary>What the first trial has, given what the run has: the run's own if the axis has it, else the nearest number or the first choice.</summary>
    public object DefaultFor(object own)
    {
        var wanted = Default ?? own;
        if (Has(wanted))
            return wanted;
        return Choices.Count > 0 ? Choices[0] : Of(Math.Clamp(Convert.ToDouble(wanted), Min, Max));
    }

    /// <summary>The axis as AutoML knows it. A range of whole numbers ends one later, as AutoML rounds down.</summary>
    public OptionBase ToOption(object own)
    {
        var value = DefaultFor(own);
        if (Choices.Count > 0)
            return new ChoiceOption([.. Choices], value);
        return Type == typeof(int) ? new UniformIntOption((int)Min, (int)Max, Log, (int)value) : new UniformDoubleOption(Min, Max, Log, (double)value);
    }

    /// <summary>Reads an axis.</summary>
    /// <param name="name">The property.</param>
    /// <param name="type">Its type.</param>
    /// <param name="json">A value, a list of values, or an object with <c>min</c>, <c>max</c> and, if wanted, <c>log</c> and <c>default</c>.</param>
    /// <param name="source">Named in messages.</param>
    /// <exception cref="EarlyBertException">It is none of them.</exception>
    public static SweepAxis Parse(string name, Type type, JsonElement json, string source)
    {
        var axis = new SweepAxis(name, type);
        if (json.ValueKind == JsonValueKind.Array)
        {
            var choices = json.EnumerateArray().Select(value => axis.Value(value, source)).Distinct().ToArray();
            return choices.Length > 0 ? axis with { Choices = choices } : throw axis.Fault(source, "an empty list");
        }

        if (json.ValueKind != JsonValueKind.Object)
            return axis with { Choices = [axis.Value(json, source)] };
        if (type == typeof(bool))
            throw axis.Fault(source, "a range");
        foreach (var field in json.EnumerateObject())
        {
            axis = field.Name switch
            {
                "min" => axis with { Min = Convert.ToDouble(axis.Value(field.Value, source)) },
                "max" => axis with { Max = Convert.ToDouble(axis.Value(field.Value, source)) },
                "default" => axis with { Default = axis.Value(field.Value, source) },
                "log" when field.Value.ValueKind is JsonValueKind.True or JsonValueKind.False => axis with { Log = field.Value.GetBoolean() },
                _ => throw axis.Fault(source, $"'{field.Name}': {field.Value.GetRawText()}"),
            };
        }

        if (axis.Min >= axis.Max)
            throw new EarlyBertException($"'{source}': {name} goes from {axis.Min} to {axis.Max}; give 'min' and 'max', the first smaller, or a list of values.");
        if (axis.Log && axis.Min <= 0)
            throw new EarlyBertException($"'{source}': {name} goes from {axis.Min} in its logarithm; start above 0, or leave 'log' out.");
        return axis.Default is { } value && !axis.Has(value)
            ? throw new EarlyBertException($"'{source}': the default of {name} is {value}, outside {axis.Min} to {axis.Max}; choose one inside.")
            : axis;
    }

    private object Value(JsonElement json, string source)
    {
        if (Type == typeof(bool))
            return json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : throw Fault(source, json.GetRawText());
        if (json.ValueKind != JsonValueKind.Number)
            throw Fault(source, json.GetRawText());
        return Type == typeof(int) ? json.TryGetInt32(out var whole) ? whole : throw Fault(source, json.GetRawText()) : json.GetDouble();
    }

    private object Of(double value) => Type == typeof(int) ? (int)Math.Round(value) : value;

    private EarlyBertException Fault(string source, string found)
    {
        var kind = Type == typeof(bool) ? "true or false, or a list of both" : $"{(Type == typeof(int) ? "a whole number" : "a number")}, a list of them, or {{\"min\": ..., \"max\": ..., \"log\": true, \"default\": ...}}";
        return new EarlyBertException($"'{source}': {Name} is {found}; it can be {kind}.");
    }
}
