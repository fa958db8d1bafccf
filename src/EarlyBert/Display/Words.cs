using System.Globalization;

namespace EarlyBert.Display;

/// <summary>Numbers as people say them.</summary>
internal static class Words
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>A length of time.</summary>
    public static string Time(double seconds) => seconds switch
    {
        < 10 => string.Create(Invariant, $"{seconds:0.0#} s"),
        < 120 => string.Create(Invariant, $"{seconds:0.#} s"),
        < 7200 => string.Create(Invariant, $"{seconds / 60:0.#} min"),
        < 48 * 3600 => string.Create(Invariant, $"{seconds / 3600:0.0} h"),
        _ => string.Create(Invariant, $"{seconds / 86400:#,0.#} days"),
    };

    /// <summary>A share between 0 and 1.</summary>
    public static string Percent(double share) => string.Create(Invariant, $"{100 * share:0.#} %");

    /// <summary>A score: between -1 and 1 with four digits after the point, larger ones with fewer.</summary>
    public static string Score(double value) => value.ToString(Math.Abs(value) switch { <= 1 => "0.0000", < 10 => "0.000", < 1000 => "0.0", _ => "#,0" }, Invariant);

    /// <summary>A count.</summary>
    public static string Count(double value) => value.ToString("#,0", Invariant);

    /// <summary>A large count in a few letters.</summary>
    public static string Large(double value) => value switch
    {
        >= 1e9 => string.Create(Invariant, $"{value / 1e9:0.##} G"),
        >= 1e6 => string.Create(Invariant, $"{value / 1e6:0.##} M"),
        >= 1e4 => string.Create(Invariant, $"{value / 1e3:0.#} k"),
        >= 100 => string.Create(Invariant, $"{value:#,0}"),
        _ => string.Create(Invariant, $"{value:0.#}"),
    };

    /// <summary>With a capital letter at its beginning.</summary>
    public static string Title(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    /// <summary>A metric's name as people write it.</summary>
    public static string Metric(string name) => name.Replace('_', ' ') switch
    {
        "f1" => "F1",
        "macro f1" => "macro F1",
        "matthews" => "Matthews correlation",
        "mlm loss" => "masked-word loss",
        "mlm accuracy" => "masked-word accuracy",
        "nsp accuracy" => "next-sentence accuracy",
        var other => other,
    };
}
