using EarlyBert.Text;

namespace EarlyBert.Tests.Text;

/// <summary>Stretches of a text to pieces and back, in texts whose pieces are not what stands there.</summary>
public sealed class EncodedContextTests
{
    private static readonly WordPiece Pieces = new(Vocabularies.Of("cafe", "zur", "##ich", "中", "文", "naive", "in", ".", "(", ")", "1895", "-", "1943", "japanese", "α", "##ς", "\u1112", "##\u1161", "##\u11AB", "i"));

    [Theory]
    [InlineData("In Zürich (1895-1943).", "Zürich", "zur ##ich", "Zürich")]
    [InlineData("In Zürich (1895-1943).", "1895", "1895", "1895")] // inside a word by white space
    [InlineData("In Zürich (1895-1943).", "Z", "zur", "Zür")] // a piece that is cut through counts
    [InlineData("Japanese", "Japan", "japanese", "Japanese")]
    [InlineData("In Zürich", " ", null, null)]
    [InlineData("In Zürich", "In Zürich", "in zur ##ich", "In Zürich")]
    [InlineData("CAFE\u0301 NAI\u0308VE", "CAFE\u0301", "cafe", "CAFE\u0301")] // combining marks, stripped
    [InlineData("CAFE\u0301 NAI\u0308VE", "CAFE", "cafe", "CAFE\u0301")] // they belong to their letter
    [InlineData("in中文in", "文", "文", "文")] // each ideograph by itself
    [InlineData("中\u200B文", "中\u200B文", "中 文", "中\u200B文")] // removed characters in between
    [InlineData("\u200B中", "\u200B", null, null)]
    [InlineData("ΑΣ.", "ΑΣ", "α ##ς", "ΑΣ")]
    [InlineData("한", "한", "\u1112 ##\u1161 ##\u11AB", "한")] // three pieces of one character
    [InlineData("😀İ", "İ", "[UNK]", "😀İ")] // one unknown word
    public void PiecesOf_Stretch_CoversItAndComesBack(string text, string stretch, string? pieces, string? covered)
    {
        var context = EncodedContext.Of(Pieces, text);

        var found = context.PiecesOf(new TextSpan(text.IndexOf(stretch, StringComparison.Ordinal), stretch.Length));

        if (pieces is null)
        {
            Assert.Null(found);
            return;
        }

        var (first, last) = found!.Value;
        Assert.Equal(pieces, string.Join(' ', context.Ids[first..(last + 1)].ToArray().Select(id => Pieces.Vocabulary[id])));
        var span = context.SpanOf(first, last);
        Assert.Equal(covered, text.Substring(span.Start, span.Length));
    }

    [Fact]
    public void Of_EmptyText_HasNoPieces()
    {
        Assert.Equal(0, EncodedContext.Of(Pieces, " \u200B").Count);
        Assert.Null(EncodedContext.Of(Pieces, "").PiecesOf(new TextSpan(0, 0)));
    }
}
