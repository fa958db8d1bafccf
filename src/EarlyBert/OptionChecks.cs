using System.Globalization;
using EarlyBert.Bert;

namespace EarlyBert;

/// <summary>Collects the faults of options, so that a user sees all of them at once.</summary>
internal static class OptionChecks
{
    public static void Check(List<string> faults, bool allowed, string name, object? value, string range)
    {
        if (!allowed)
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value ?? "null"} (allowed: {range})"));
    }

    /// <summary>Checks the name of an architecture; the message also allows what <paramref name="orElse"/> says.</summary>
    public static void CheckShape(List<string> faults, string name, string shape, string orElse = "") =>
        Check(faults, BertConfig.IsName(shape), name, $"'{shape}'", $"{string.Join(", ", BertConfig.Sizes)}, or a shape such as L2-H128-A4{orElse}");

    public static void ThrowIfAny(List<string> faults)
    {
        if (faults.Count > 0)
            throw new EarlyBertException($"{(faults.Count == 1 ? "An option is" : $"{faults.Count} options are")} out of range: {string.Join("; ", faults)}.");
    }
}
