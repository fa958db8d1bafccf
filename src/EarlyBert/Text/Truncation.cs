using System.Globalization;

namespace EarlyBert.Text;

/// <summary>What a longest input cost: how many texts did not fit, and how much of them is not read. Tokens are word pieces of texts, without special ones.</summary>
/// <param name="Texts">Texts, or pairs of texts.</param>
/// <param name="CutTexts">Those of which something is not read.</param>
/// <param name="SplitTexts">Those that are read in several windows.</param>
/// <param name="Inputs">Inputs that were made of them all.</param>
/// <param name="Tokens">Tokens of all texts.</param>
/// <param name="DroppedTokens">Tokens that are not read.</param>
/// <param name="LongestText">Tokens of the longest text or pair.</param>
/// <param name="MaxTokens">Longest input, special tokens included.</param>
public sealed record Truncation(int Texts, int CutTexts, int SplitTexts, int Inputs, long Tokens, long DroppedTokens, int LongestText, int MaxTokens)
{
    /// <summary>Share of the tokens that are not read, 0 to 1.</summary>
    public double DroppedShare => Tokens == 0 ? 0 : (double)DroppedTokens / Tokens;

    /// <summary>A sentence about texts that did not fit; null: all did.</summary>
    /// <param name="rows">What the texts are called, in the plural.</param>
    internal string? Describe(string rows = "rows")
    {
        if (CutTexts == 0 && SplitTexts == 0)
            return null;
        var culture = CultureInfo.InvariantCulture;
        var split = SplitTexts == 0 ? "" : string.Create(culture, $"{SplitTexts} of {Texts} {rows} are longer than {MaxTokens} word pieces and are read in windows, {Inputs} inputs in all");
        var cut = CutTexts == 0 ? "" : string.Create(culture, $"{CutTexts} of {Texts} {rows} are longer than {MaxTokens} word pieces and were cut: {DroppedTokens} of {Tokens} word pieces ({100 * DroppedShare:0.0} %) are not read");
        return string.Create(culture, $"{split}{(split.Length > 0 && cut.Length > 0 ? "; " : "")}{cut}; the longest has {LongestText}.");
    }
}
