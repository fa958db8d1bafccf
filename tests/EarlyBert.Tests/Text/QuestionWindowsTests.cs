using EarlyBert.Text;

namespace EarlyBert.Tests.Text;

public sealed class QuestionWindowsTests
{
    private static readonly WordPiece Characters = new(Vocabularies.OfCharacters());

    [Fact]
    public void Build_ShortAndLongContext_LaysOutClsQuestionSepWindowSep()
    {
        var encoder = new QuestionEncoder(Characters, maxTokens: 10, new WindowOptions { Stride = 2 });
        var windows = QuestionWindows.Build(encoder, ["q w", "?"], ["a b c d e f g", "x y"]);

        Assert.Equal(["[CLS] q w [SEP] a b c d e [SEP]", "[CLS] q w [SEP] c d e f g [SEP]", "[CLS] ? [SEP] x y [SEP]"], Rows(windows));
        Assert.Equal([4, 4, 3], Enumerable.Range(0, 3).Select(windows.Inputs.FirstSegmentLength));
        Assert.True(windows.Inputs.HasPairs);
        Assert.Equal([0, 0, 1], Enumerable.Range(0, 3).Select(windows.QuestionOf));
        Assert.Equal([0..2, 2..3], Enumerable.Range(0, 2).Select(windows.RowsOf));
        Assert.Equal(7, windows.TokenOf(1, 5));
        Assert.Equal((4, 6), windows.PositionsOf(1, (2, 4)));
        Assert.Equal((6, 8), windows.PositionsOf(0, (2, 4)));
        Assert.Equal((0, 0), windows.PositionsOf(0, (2, 5))); // its end is outside
        Assert.Equal((0, 0), windows.PositionsOf(1, (1, 2))); // its start
        Assert.Equal((0, 0), windows.PositionsOf(1, null));
        // c, d and e stand in both: 2 and 0, 1 and 1, 0 and 2 on their shorter sides.
        Assert.Equal([true, true, true, true, false], Enumerable.Range(0, 5).Select(piece => windows.HasMaximumContext(0, piece)));
        Assert.Equal([false, false, true, true, true], Enumerable.Range(2, 5).Select(piece => windows.HasMaximumContext(1, piece)));
    }

    [Fact]
    public void Build_LongQuestion_IsCutSoThatTheContextHasHalf()
    {
        var cut = QuestionWindows.Build(new QuestionEncoder(Characters, maxTokens: 11), ["a b c d e f g h"], ["x y z x y z"]);
        var limited = QuestionWindows.Build(new QuestionEncoder(Characters, maxTokens: 64, new WindowOptions { MaxQuestionTokens = 2 }), ["a b c", "a b"], ["x", "x"]);

        Assert.Equal(["[CLS] a b c d [SEP] x y z x [SEP]", "[CLS] a b c d [SEP] x y z [SEP]"], Rows(cut));
        Assert.Equal((1, 2), (cut.TruncatedQuestions, cut.Inputs.TruncatedRows));
        Assert.Equal(["[CLS] a b [SEP] x [SEP]", "[CLS] a b [SEP] x [SEP]"], Rows(limited));
        Assert.Equal(1, limited.TruncatedQuestions);
        Assert.Same(limited.ContextOf(0), limited.ContextOf(1)); // tokenised once
    }

    [Fact]
    public void Build_SquadSizes_AreTheOfficialOnes()
    {
        var context = string.Join(' ', Enumerable.Repeat("x", 700));
        var windows = QuestionWindows.Build(new QuestionEncoder(Characters, maxTokens: 384), ["a b c d"], [context]);

        Assert.Equal([new(0, 377), new(128, 377), new(256, 377), new(384, 316)], Enumerable.Range(0, 4).Select(windows.WindowOf));
        Assert.Equal(384, windows.Inputs.LongestRow);
    }

    [Fact]
    public void Build_EmptyTexts_StillHaveARow()
    {
        var windows = QuestionWindows.Build(new QuestionEncoder(Characters, 16), ["", "a"], ["x", ""]);

        Assert.Equal(["[CLS] [SEP] x [SEP]", "[CLS] a [SEP] [SEP]"], Rows(windows));
        Assert.Equal(0, QuestionWindows.Build(new QuestionEncoder(Characters, 16), [], []).Inputs.Count);
    }

    [Fact]
    public void Build_BadInput_SaysWhatIsWrong()
    {
        Assert.Contains("MaxTokens is 7 (allowed: 8 to 65536 for questions)", Assert.Throws<EarlyBertException>(() => new QuestionEncoder(Characters, 7)).Message, StringComparison.Ordinal);
        Assert.Contains("Windows.Stride is 0", Assert.Throws<EarlyBertException>(() => new QuestionEncoder(Characters, 16, new WindowOptions { Stride = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("Row 1 has no context", Assert.Throws<EarlyBertException>(() => QuestionWindows.Build(new QuestionEncoder(Characters, 16), ["a", "b"], ["c", null!])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => QuestionWindows.Build(new QuestionEncoder(Characters, 16), ["a"], []));
    }

    private static IEnumerable<string> Rows(QuestionWindows windows) =>
        Enumerable.Range(0, windows.Inputs.Count).Select(row => Characters.Decode(windows.Inputs.Ids(row).ToArray()));
}
