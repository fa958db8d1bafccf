using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EarlyBert.Tickets;

/// <summary>
/// When the ticket is drawn: after a share of the first epoch (the paper's fine-tuning rule), after a number of steps
/// (its pre-training rule), or once the masks stop changing (the early-bird rule of You et al. 2020 on mask distance).
/// In text: <c>0.2</c> or <c>fraction:0.2</c>, <c>step:400</c>, <c>stable:0.1,5</c>.
/// </summary>
[JsonConverter(typeof(DrawScheduleJson))]
public abstract record DrawSchedule
{
    private protected DrawSchedule()
    {
    }

    /// <summary>Draws after this share of the first epoch; above 0, at most 1. The paper's fine-tuning default is 0.2.</summary>
    public static DrawSchedule AtFraction(double fraction) => new Fraction(fraction);

    /// <summary>Draws after this many optimizer steps, at least 1. The paper's pre-training default is 400.</summary>
    public static DrawSchedule AtStep(int step) => new Step(step);

    /// <summary>
    /// Draws when the last <paramref name="patience"/> distances between evenly spaced masks are all at most
    /// <paramref name="distance"/>, for heads and for neurons; never while coefficients are still tied. If that does not
    /// happen within the first epoch, the ticket is drawn at its end.
    /// </summary>
    /// <param name="distance">Largest normalised Hamming distance that counts as stable; above 0, below 1. Default: 0.1.</param>
    /// <param name="patience">Distances in a row, at least 1. Default: 5.</param>
    public static DrawSchedule WhenStable(double distance = 0.1, int patience = 5) => new Stable(distance, patience);

    /// <summary>Reads the text form.</summary>
    /// <exception cref="EarlyBertException">The text is none of the three forms.</exception>
    public static DrawSchedule Parse(string text)
    {
        var colon = text.IndexOf(':');
        var kind = colon < 0 ? "fraction" : text[..colon];
        var numbers = text[(colon + 1)..].Split(',');
        var invariant = CultureInfo.InvariantCulture;
        if (kind == "fraction" && numbers.Length == 1 && double.TryParse(numbers[0], invariant, out var fraction))
            return AtFraction(fraction);
        if (kind == "step" && numbers.Length == 1 && int.TryParse(numbers[0], invariant, out var step))
            return AtStep(step);
        if (kind == "stable" && numbers.Length == 2 && double.TryParse(numbers[0], invariant, out var distance) && int.TryParse(numbers[1], invariant, out var patience))
            return WhenStable(distance, patience);
        throw new EarlyBertException($"'{text}' is no draw schedule; write a share of the first epoch such as 0.2, 'step:400', or 'stable:0.1,5' (distance, patience).");
    }

    internal abstract void Collect(List<string> faults);

    /// <summary>The longest that a search by this schedule takes, in epochs.</summary>
    /// <param name="stepsPerEpoch">Optimizer steps of an epoch.</param>
    internal abstract double Epochs(double stepsPerEpoch);

    internal sealed record Fraction(double Value) : DrawSchedule
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"fraction:{Value}");

        internal override void Collect(List<string> faults) =>
            OptionChecks.Check(faults, Value is > 0 and <= 1, "Search.Schedule", this, "a share of the first epoch above 0, at most 1");

        internal override double Epochs(double stepsPerEpoch) => Value;
    }

    internal sealed record Step(int Value) : DrawSchedule
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"step:{Value}");

        internal override void Collect(List<string> faults) =>
            OptionChecks.Check(faults, Value >= 1, "Search.Schedule", this, "a step of at least 1");

        internal override double Epochs(double stepsPerEpoch) => Value / stepsPerEpoch;
    }

    internal sealed record Stable(double Distance, int Patience) : DrawSchedule
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"stable:{Distance},{Patience}");

        internal override void Collect(List<string> faults) =>
            OptionChecks.Check(faults, Distance is > 0 and < 1 && Patience >= 1, "Search.Schedule", this, "a distance above 0, below 1, and a patience of at least 1");

        internal override double Epochs(double stepsPerEpoch) => 1;
    }
}

internal sealed class DrawScheduleJson : JsonConverter<DrawSchedule>
{
    public override DrawSchedule Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DrawSchedule.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, DrawSchedule value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
