using EarlyBert.Text;

namespace EarlyBert.Tests.Text;

public class TextInputsTests
{
    private static readonly Vocabulary Letters = Vocabulary.FromTokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. "abcdefghijklmnopqrstuvwxyz".Select(letter => letter.ToString())]);

    private static TextInputs Build(int maxTokens, LongText longText, string text, string? pair = null) =>
        TextInputs.Build(new SentenceEncoder(new WordPiece(Letters), maxTokens, longText), [Spaced(text)], pair is null ? null : [Spaced(pair)]);

    private static string Spaced(string letters) => string.Join(' ', letters.AsEnumerable());

    private static string Row(TextInputs inputs, int row) => string.Concat(inputs.Inputs.Ids(row).ToArray().Select(id => id == Letters.ClassificationId ? "<" : id == Letters.SeparatorId ? ">" : Letters[id]));

    [Theory]
    [InlineData(12, "<abcdefghij>")]
    [InlineData(8, "<abcdef>")]
    public void Build_Head_KeepsTheBeginning(int maxTokens, string expected) => Assert.Equal(expected, Row(Build(maxTokens, LongText.Head, "abcdefghij"), 0));

    [Theory]
    [InlineData(12, "<abcdefghij>")]
    [InlineData(10, "<abefghij>")] // 2 of 8, as 128 of 510
    [InlineData(6, "<ahij>")]
    public void Build_HeadTail_KeepsBothEnds(int maxTokens, string expected) => Assert.Equal(expected, Row(Build(maxTokens, LongText.HeadTail, "abcdefghij"), 0));

    [Fact]
    public void FromHead_FiveHundredAndTen_IsSunsNumber() => Assert.Equal(128, LongText.HeadTail.FromHead(510));

    [Fact]
    public void Build_HeadTailPair_CutsEachTextsMiddle()
    {
        var inputs = Build(11, LongText.HeadTail, "abcdefghij", "klmnopqrst");

        Assert.Equal("<ahij>krst>", Row(inputs, 0));
        Assert.Equal(6, inputs.Inputs.FirstSegmentLength(0));
    }

    [Theory]
    [InlineData("windows:3", "<abcdef>,<defghi>,<efghij>")]
    [InlineData("windows:6", "<abcdef>,<efghij>")]
    [InlineData("windows", "<abcdef>,<defghi>,<efghij>")]
    public void Build_Windows_CoverTheTextAndEndWithIt(string longText, string expected)
    {
        var inputs = Build(8, LongText.Parse(longText), "abcdefghij");

        Assert.Equal(expected, string.Join(',', Enumerable.Range(0, inputs.Inputs.Count).Select(row => Row(inputs, row))));
        Assert.All(Enumerable.Range(0, inputs.Inputs.Count), row => Assert.Equal(0, inputs.TextOf(row)));
        Assert.Equal(new Truncation(1, 0, 1, inputs.Inputs.Count, 10, 0, 10, 8), inputs.Truncation);
    }

    [Fact]
    public void Build_WindowsOfAPair_SlideOverTheLongerText()
    {
        var second = Build(9, LongText.Windows(4), "ab", "klmnopqr");
        var first = Build(9, LongText.Windows(4), "klmnopqr", "abcde");

        Assert.Equal(["<ab>klmn>", "<ab>opqr>"], Enumerable.Range(0, second.Inputs.Count).Select(row => Row(second, row)));
        Assert.Equal(["<klm>abc>", "<nop>abc>", "<pqr>abc>"], Enumerable.Range(0, first.Inputs.Count).Select(row => Row(first, row)));
        Assert.Equal((1, 2L), (first.Truncation.CutTexts, first.Truncation.DroppedTokens));
    }

    [Fact]
    public void Build_SeveralTexts_NumbersTheirRowsAndCountsWhatIsDropped()
    {
        var encoder = new SentenceEncoder(new WordPiece(Letters), 6, LongText.Windows(4));
        var inputs = TextInputs.Build(encoder, ["a b", "", "a b c d e f g h", "c"]);
        var cut = TextInputs.Build(new SentenceEncoder(new WordPiece(Letters), 6), ["a b", "", "a b c d e f g h", "c"]);

        Assert.Equal([0..1, 1..2, 2..4, 4..5], Enumerable.Range(0, 4).Select(inputs.RowsOf));
        Assert.Equal([0, 1, 2, 2, 3], Enumerable.Range(0, 5).Select(inputs.TextOf));
        Assert.Equal(new Truncation(4, 1, 0, 4, 11, 4, 8, 6), cut.Truncation);
        Assert.Equal("1 of 4 rows are longer than 6 word pieces and were cut: 4 of 11 word pieces (36.4 %) are not read; the longest has 8.", cut.Truncation.Describe());
    }

    [Theory]
    [InlineData("head")]
    [InlineData("head-tail")]
    [InlineData("windows")]
    [InlineData("windows:64")]
    public void Parse_OfToString_IsTheSame(string text) => Assert.Equal(text, LongText.Parse(text).ToString());

    [Theory]
    [InlineData("tail")]
    [InlineData("windows:0")]
    [InlineData("windows:x")]
    [InlineData("head:3")]
    public void Parse_NoneOfTheForms_SaysWhatIs(string text) => Assert.Contains("no way to read long texts", Assert.Throws<EarlyBertException>(() => LongText.Parse(text)).Message, StringComparison.Ordinal);
}
