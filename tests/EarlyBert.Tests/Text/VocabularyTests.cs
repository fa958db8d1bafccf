using EarlyBert.Text;

namespace EarlyBert.Tests.Text;

public class VocabularyTests
{
    private const string Smallest = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";

    [Fact]
    public void Parse_SpecialTokensAndWords_GivesIdsInOrder()
    {
        var vocabulary = Vocabulary.Parse(Smallest + "hello\n##s\n");

        Assert.Equal(7, vocabulary.Count);
        Assert.Equal([0, 1, 2, 3, 4], [vocabulary.PaddingId, vocabulary.UnknownId, vocabulary.ClassificationId, vocabulary.SeparatorId, vocabulary.MaskId]);
        Assert.Equal(5, vocabulary["hello"]);
        Assert.Equal("##s", vocabulary[6]);
        Assert.True(vocabulary.TryGetId("##s", out var id));
        Assert.Equal(6, id);
        Assert.False(vocabulary.TryGetId("s", out _));
    }

    [Theory]
    [InlineData("\r\n", "")]
    [InlineData("\n", "\n\n")]
    [InlineData("\n", "\uFEFF")]
    public void Parse_OtherLineEndsBlankEndOrByteOrderMark_IsTheSameVocabulary(string lineEnd, string extra)
    {
        var text = Smallest.Replace("\n", lineEnd);
        var vocabulary = Vocabulary.Parse(extra == "\uFEFF" ? extra + text : text + extra);

        Assert.Equal(Smallest, vocabulary.Serialize());
        Assert.Equal(Vocabulary.Parse(Smallest).Sha256, vocabulary.Sha256);
    }

    [Fact]
    public void Sha256_OfSerializedText_IsWhatSha256SumPrints() =>
        Assert.Equal("cc75ba7f9a1247b5c7b9e37ba840347b96122bc1d7257b5dcd7320b36585445a", Vocabulary.Parse(Smallest).Sha256);

    [Fact]
    public void Save_ThenLoad_IsTheSameVocabulary()
    {
        using var folder = new TemporaryFolder();
        var vocabulary = Vocabularies.Of("é", "##中", "\U0001F600", "a b", "\u2028");
        vocabulary.Save(folder.PathOf("vocab.txt"));
        var loaded = Vocabulary.Load(folder.PathOf("vocab.txt"));

        Assert.Equal(vocabulary.Serialize(), loaded.Serialize());
        Assert.Equal(vocabulary.Sha256, loaded.Sha256);
    }

    [Fact]
    public void LooksCased_CapitalsOutsideSpecialTokens_DecideIt()
    {
        Assert.False(Vocabularies.Of("hello", "[unused1]", "[X]", "ℝ").LooksCased); // ℝ is a capital without a small letter
        Assert.True(Vocabularies.Of("hello", "##É").LooksCased);
    }

    [Fact]
    public void Load_MissingFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Throws(() => Vocabulary.Load(folder.PathOf("none.txt")), "none.txt' does not exist");
        Throws(() => Vocabulary.Load(folder.PathOf("none/vocab.txt")), "does not exist");
        Throws(() => Vocabulary.Load(folder.Root), "cannot be read");
    }

    [Fact]
    public void Load_NotUtf8_SaysUnreadableEncoding()
    {
        using var folder = new TemporaryFolder();
        Throws(() => Vocabulary.Load(folder.Write("vocab.txt", [.. "[PAD]\n"u8, 0xE9, 0x0A])), "unreadable encoding (byte 6 is not UTF-8)");
        Throws(() => Vocabulary.Load(folder.Write("vocab.txt", System.Text.Encoding.Unicode.GetPreamble())), "unreadable encoding");
    }

    [Fact]
    public void Load_EmptyFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Throws(() => Vocabulary.Load(folder.Write("vocab.txt", "")), "vocab.txt' is empty");
        Throws(() => Vocabulary.Load(folder.Write("vocab.txt", "\n\n")), "vocab.txt' is empty");
        Throws(() => Vocabulary.FromTokens([]), "is empty");
    }

    [Fact]
    public void Parse_RepeatedToken_NamesBothLines() =>
        Throws(() => Vocabulary.Parse(Smallest + "a\nb\na\n"), "Line 8 of the vocabulary repeats the token 'a' of line 6");

    [Fact]
    public void Parse_EmptyLineInside_NamesIt() =>
        Throws(() => Vocabulary.Parse(Smallest + "a\n\nb\n"), "Line 7 of the vocabulary is empty");

    [Fact]
    public void Parse_MissingSpecialTokens_NamesThem() =>
        Throws(() => Vocabulary.Parse("[PAD]\n[UNK]\n[SEP]\na\n"), "lacks the special tokens [CLS], [MASK]");

    [Theory]
    [InlineData("a\nb", "contains a line break")]
    [InlineData("a\r", "contains a line break")]
    [InlineData("", "is empty")]
    public void FromTokens_TokenThatNoFileCanHold_NamesIt(string token, string fault) =>
        Throws(() => Vocabularies.Of(token), $"Line 6 of the list of tokens {fault}");

    [Fact]
    public void FromTokens_HalfASurrogatePair_IsRefused()
    {
        Throws(() => Vocabularies.Of("\uD83D"), "contains half a surrogate pair");
        Throws(() => Vocabularies.Of("\uDE00\uD83D"), "contains half a surrogate pair");
    }

    [Fact]
    public void Indexer_UnknownTokenOrId_SaysWhatThereIs()
    {
        var vocabulary = Vocabulary.Parse(Smallest);
        Throws(() => vocabulary["hello"], "has no 'hello'");
        Throws(() => vocabulary[5], "Token id 5 is not in the vocabulary, whose ids run from 0 to 4");
        Throws(() => vocabulary[-1], "Token id -1");
    }

    private static void Throws(Func<object> act, string part) =>
        Assert.Contains(part, Assert.Throws<EarlyBertException>(act).Message, StringComparison.Ordinal);
}
