using System.Globalization;
using EarlyBert.Text;
using EarlyBert.Weights;

namespace EarlyBert.Cli.Doctor;

/// <summary>Looks at the rows of a training set and, where there is one, its validation set: labels, balance, texts, duplicates, lengths.</summary>
internal static class TextSetCheck
{
    /// <summary>Names and examples that a sentence spells out.</summary>
    private const int Shown = 10;

    /// <summary>A class with a smaller share, or fewer rows, is rare.</summary>
    private const double RareShare = 0.1;
    private const int FewRows = 10;

    /// <summary>From this share of the validation rows on that are training rows too, scores say little.</summary>
    private const double MostOverlap = 0.1;

    /// <summary>From this share of rows on that are cut there is something to gain.</summary>
    private const double MostCut = 0.01;

    private const int LongestInput = 65536;

    public static IEnumerable<Finding> Look(TextSet train, TextSet? dev, bool hasScores, int maxTokens)
    {
        foreach (var set in dev is null ? [train] : new[] { train, dev })
        {
            yield return hasScores ? Scores(set) : Classes(set);
            foreach (var finding in Texts(set))
                yield return finding;
        }

        if (!hasScores)
        {
            foreach (var finding in Balance(train).Concat(dev is null ? [] : UnseenLabels(train, dev)).Concat(Contradictions(train)))
                yield return finding;
        }

        if (dev is not null && Overlap(train, dev) is { } overlap)
            yield return overlap;
        yield return Lengths(train, maxTokens);
    }

    private static Finding Classes(TextSet set)
    {
        var missing = set.Labels.Count(string.IsNullOrWhiteSpace);
        if (missing > 0)
            return Finding.Fault($"{Number(missing)} of {Number(set.Count)} rows of {set.Name} have no label, the first is row {set.Labels.ToList().FindIndex(string.IsNullOrWhiteSpace) + 1}; label them, or leave them out with --missing-label skip.");
        var counts = Counts(set);
        return counts.Length == 1
            ? Finding.Fault($"All {Number(set.Count)} rows of {set.Name} have the label '{counts[0].Key}'; check the label column.")
            : new Finding($"{set.Name}: {Number(set.Count)} rows, {counts.Length} classes: {string.Join(", ", counts.Take(Shown).Select(pair => $"{pair.Key} {Percent(pair.Value, set.Count)}"))}{(counts.Length > Shown ? ", ..." : "")}.");
    }

    private static Finding Scores(TextSet set)
    {
        var numbers = new List<double>(set.Count);
        for (var row = 0; row < set.Count; row++)
        {
            if (!double.TryParse(set.Labels[row], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
                return Finding.Fault($"Row {row + 1} of {set.Name} has the score '{set.Labels[row]}', which is no number; mend it, or check the score column.");
            numbers.Add(number);
        }

        return new Finding(string.Create(CultureInfo.InvariantCulture, $"{set.Name}: {Number(set.Count)} rows with scores from {numbers.Min():0.###} to {numbers.Max():0.###}, {numbers.Average():0.###} in the mean."));
    }

    private static IEnumerable<Finding> Balance(TextSet train)
    {
        var rare = Counts(train).Where(pair => pair.Value < FewRows || (double)pair.Value / train.Count < RareShare).ToArray();
        if (rare.Length > 0 && rare.Length < train.Labels.Distinct().Count())
            yield return Finding.Note($"Rare in {train.Name}: {string.Join(", ", rare.Take(Shown).Select(pair => $"'{pair.Key}' with {Rows(pair.Value)} ({Percent(pair.Value, train.Count)})"))}{(rare.Length > Shown ? ", ..." : "")}; --class-weights balanced makes them count.");
    }

    private static IEnumerable<Finding> UnseenLabels(TextSet train, TextSet dev)
    {
        var (known, held) = (train.Labels.ToHashSet(), dev.Labels.Where(label => !string.IsNullOrWhiteSpace(label)).ToHashSet());
        if (held.Except(known).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } unseen)
            yield return Finding.Fault($"{dev.Name} has labels that {train.Name} does not have: {Listed(unseen)}; add rows with them to the training set, or leave them out with --missing-label skip.");
        if (known.Except(held).Where(label => !string.IsNullOrWhiteSpace(label)).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } absent)
            yield return Finding.Note($"{dev.Name} has no row with {Listed(absent)}; how well they are told apart is not measured.");
    }

    private static IEnumerable<Finding> Texts(TextSet set)
    {
        var blank = Enumerable.Range(0, set.Count).Where(row => string.IsNullOrWhiteSpace(set.Texts[row]) || (set.Pairs is not null && string.IsNullOrWhiteSpace(set.Pairs[row]))).ToArray();
        if (blank.Length > 0)
            yield return Finding.Note($"{Number(blank.Length)} of {Number(set.Count)} rows of {set.Name} have an empty text, the first is row {blank[0] + 1}.");
        var broken = Enumerable.Range(0, set.Count).Where(row => LooksBroken(set.Texts[row]) || (set.Pairs is not null && LooksBroken(set.Pairs[row]))).ToArray();
        if (broken.Length > 0)
            yield return Finding.Note($"{Rows(broken.Length)} of {set.Name} with signs of a mistaken encoding, such as row {broken[0] + 1} ('{Beginning(LooksBroken(set.Texts[broken[0]]) ? set.Texts[broken[0]] : set.Pairs![broken[0]])}'); make the file anew from its source, as UTF-8.");
    }

    /// <summary>Signs that stand for bytes that could not be read, or UTF-8 that was read as Windows' Latin letters.</summary>
    private static bool LooksBroken(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\uFFFD' || (i + 1 < text.Length && ((text[i] is 'Ã' or 'Â' && text[i + 1] is >= '\u0080' and <= '\u00BF') || (text[i] == 'â' && text[i + 1] == '€'))))
                return true;
        }

        return false;
    }

    private static IEnumerable<Finding> Contradictions(TextSet train)
    {
        var groups = Enumerable.Range(0, train.Count).GroupBy(train.KeyOf).Where(group => group.Skip(1).Any()).ToArray();
        var contradicting = groups.Where(group => group.Select(row => train.Labels[row]).Distinct().Skip(1).Any()).ToArray();
        var repeated = groups.Sum(group => group.Count() - 1);
        if (repeated > 0)
            yield return Finding.Note($"{Number(repeated)} of {Number(train.Count)} rows of {train.Name} repeat another one{(contradicting.Length == 0 ? "" : $"; {Number(contradicting.Length)} texts occur with different labels, such as rows {contradicting[0].ElementAt(0) + 1} and {contradicting[0].ElementAt(1) + 1} ('{Beginning(train.Texts[contradicting[0].First()])}')")}.");
    }

    private static Finding? Overlap(TextSet train, TextSet dev)
    {
        var known = Enumerable.Range(0, train.Count).Select(train.KeyOf).ToHashSet();
        var shared = Enumerable.Range(0, dev.Count).Where(row => known.Contains(dev.KeyOf(row))).ToArray();
        if (shared.Length == 0)
            return null;
        var sentence = $"{Number(shared.Length)} of {Number(dev.Count)} rows of {dev.Name} ({Percent(shared.Length, dev.Count)}) are in {train.Name} too, the first is row {shared[0] + 1}";
        return (double)shared.Length / dev.Count > MostOverlap
            ? Finding.Fault($"{sentence}; take them out of one of the two, or the scores only say how well the model remembers.")
            : Finding.Note($"{sentence}.");
    }

    private static Finding Lengths(TextSet train, int maxTokens)
    {
        var store = TokenStore.Build(new SentenceEncoder(BuiltInModel.ReadOutline().WordPiece(), LongestInput), train.Texts, train.Pairs);
        var lengths = Enumerable.Range(0, store.Count).Select(store.Length).Order().ToArray();
        var cut = lengths.Count(length => length > maxTokens);
        var sentence = $"Word pieces a row of {train.Name}: {Number(At(0.5))} in the middle, 95 % up to {Number(At(0.95))}, the longest {Number(lengths[^1])} (by the vocabulary of {BuiltInModel.Name}); {(cut == 0 ? "none is" : $"{Number(cut)} ({Percent(cut, lengths.Length)}) are")} longer than {maxTokens}";
        return (double)cut / lengths.Length > MostCut
            ? Finding.Note($"{sentence}, and would be cut: raise --max-tokens, or choose --long-text head-tail or windows.")
            : new Finding($"{sentence}.");

        int At(double share) => lengths[Math.Min(lengths.Length - 1, (int)(share * lengths.Length))];
    }

    private static KeyValuePair<string, int>[] Counts(TextSet set) => [.. set.Labels.Where(label => !string.IsNullOrWhiteSpace(label)).CountBy(label => label).OrderByDescending(pair => pair.Value)];

    private static string Listed(string[] names) => string.Join(", ", names.Take(Shown).Select(name => $"'{name}'")) + (names.Length > Shown ? ", ..." : "");

    private static string Rows(int number) => number == 1 ? "1 row" : $"{Number(number)} rows";

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Percent(long part, long whole) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.0} %");

    private static string Beginning(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
