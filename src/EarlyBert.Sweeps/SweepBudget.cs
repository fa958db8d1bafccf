using System.Globalization;

namespace EarlyBert.Sweeps;

/// <summary>When a sweep ends.</summary>
/// <param name="Time">Wall time of one call; null: no limit. The first trial is let finish all the same.</param>
/// <param name="Trials">Trials of the whole sweep, over all processes and earlier calls; null: no limit.</param>
public sealed record SweepBudget(TimeSpan? Time, int? Trials)
{
    /// <summary>Reads <c>45s</c>, <c>30m</c>, <c>2h</c>, <c>20trials</c>, or a time and trials with a comma between.</summary>
    /// <exception cref="EarlyBertException">The text is no budget.</exception>
    public static SweepBudget Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var budget = new SweepBudget(null, null);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var digits = part.TakeWhile(sign => char.IsAsciiDigit(sign) || sign == '.').Count();
            var unit = part[digits..].Trim();
            if (!double.TryParse(part[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number <= 0)
                throw Fault(text);
            budget = unit switch
            {
                "s" when number <= 1e7 => budget with { Time = TimeSpan.FromSeconds(number) },
                "m" when number <= 1e5 => budget with { Time = TimeSpan.FromMinutes(number) },
                "h" when number <= 1e3 => budget with { Time = TimeSpan.FromHours(number) },
                "trials" or "trial" when number == Math.Floor(number) && number <= 1e6 => budget with { Trials = (int)number },
                _ => throw Fault(text),
            };
        }

        return budget;
    }

    private static EarlyBertException Fault(string text) => new($"'{text}' is no budget; write a time such as 45s, 30m or 2h, a number of trials such as 20trials, or both with a comma between.");
}
