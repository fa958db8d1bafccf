using System.Globalization;
using System.Text.Json;

namespace EarlyBert.Training;

/// <summary>A number for each label by its name, as options take them: <c>spam=5,ham=1</c> in text, an object in JSON.</summary>
internal static class NamedNumbers
{
    /// <summary>Labels that a message spells out.</summary>
    private const int Shown = 10;

    /// <summary>Reads the text form; null: it is none.</summary>
    public static IReadOnlyDictionary<string, double>? TryParse(string text)
    {
        var numbers = new OrderedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var part in text.Split(','))
        {
            var sign = part.LastIndexOf('=');
            if (sign < 1 || !double.TryParse(part.AsSpan(sign + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !numbers.TryAdd(part[..sign].Trim(), number))
                return null;
        }

        return numbers;
    }

    /// <summary>The text form.</summary>
    public static string Format(IReadOnlyDictionary<string, double> numbers) =>
        string.Join(',', numbers.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}")));

    /// <summary>The numbers in the labels' order.</summary>
    /// <param name="numbers">A number for each label.</param>
    /// <param name="labelNames">The labels.</param>
    /// <param name="option">What the numbers are for, in a message.</param>
    /// <exception cref="EarlyBertException">A name is no label, or a label has no number.</exception>
    public static float[] InOrder(IReadOnlyDictionary<string, double> numbers, IReadOnlyList<string> labelNames, string option)
    {
        var unknown = numbers.Keys.Except(labelNames, StringComparer.Ordinal).ToArray();
        if (unknown.Length > 0)
            throw new EarlyBertException($"{option} names {Quoted(unknown)}, which the data do not have (allowed: {Quoted(labelNames)}); give each of these labels a number.");
        var missing = labelNames.Where(name => !numbers.ContainsKey(name)).ToArray();
        if (missing.Length > 0)
            throw new EarlyBertException($"{option} has no number for {Quoted(missing)}; give each label one, 1 for those that are to stay as they are.");
        return [.. labelNames.Select(name => (float)numbers[name])];
    }

    /// <summary>Names in quotes, as many as a message can hold.</summary>
    public static string Quoted(IReadOnlyList<string> names) => string.Join(", ", names.Take(Shown).Select(name => $"'{name}'")) + (names.Count > Shown ? ", ..." : "");

    /// <summary>Reads a JSON object.</summary>
    public static IReadOnlyDictionary<string, double> Read(ref Utf8JsonReader reader) =>
        JsonSerializer.Deserialize<Dictionary<string, double>>(ref reader) ?? throw new JsonException("null");

    /// <summary>Writes a JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, double> numbers)
    {
        writer.WriteStartObject();
        foreach (var (name, number) in numbers)
            writer.WriteNumber(name, number);
        writer.WriteEndObject();
    }
}
