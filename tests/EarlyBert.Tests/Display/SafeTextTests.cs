using EarlyBert.Display;

namespace EarlyBert.Tests.Display;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;")]
    [InlineData("a\tb\nc", "a b c")]
    [InlineData("a\0b\u001b\u007f", "a\u2400b\u241b\u2421")]
    [InlineData("\u202Eabc\u2066", "⟨U+202E⟩abc⟨U+2066⟩")]
    [InlineData("\u0085\u2028\ufeff\uffff", "⟨U+0085⟩⟨U+2028⟩⟨U+FEFF⟩⟨U+FFFF⟩")]
    [InlineData("é 日本 😀 שלום", "é 日本 😀 שלום")]
    public void Escape_Characters_AreShownAndNotObeyed(string text, string expected) => Assert.Equal(expected, SafeText.Escape(text));

    [Fact]
    public void Escape_HalfASurrogate_IsTheReplacementCharacter() => Assert.Equal("a\ufffdb", SafeText.Escape("a\ud800b"));

    [Fact]
    public void Shorten_LongText_EndsInAnEllipsisAndSplitsNoCharacter()
    {
        Assert.Equal("abc", SafeText.Shorten("abc", 3));
        Assert.Equal("ab…", SafeText.Shorten("abcd", 3));
        Assert.Equal("a…", SafeText.Shorten("a😀bc", 3));
    }

    [Fact]
    public void Of_Holes_AreEscapedAndMarkupIsNot()
    {
        var inner = Html.Of($"<b>{"<i>"}</b>");

        Assert.Equal("<p><b>&lt;i&gt;</b>&lt;&gt; 1.25 3</p>", Html.Of($"<p>{inner}{"<>"} {1.25} {3}</p>").ToString());
    }
}
