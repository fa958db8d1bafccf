using EarlyBert.Text;

namespace EarlyBert.Tests.Text;

public class WordPieceTests
{
    private static readonly Vocabulary Toy = Vocabularies.Of("want", "##want", "##ed", "wa", "un", "runn", "##ing", ",", "low", "lowest", "naive", "中", "$", "σ", "##ς", "α", "##σ", "İ", "i");

    private static string[] Pieces(string text, bool lowerCase = true) =>
        new WordPiece(Toy, lowerCase).Encode(text).Select(id => Toy[id]).ToArray();

    [Theory]
    [InlineData("", "")]
    [InlineData(" \t\r\n\u00A0\u2028\u3000", "")]
    [InlineData("UNwantéd,running", "un ##want ##ed , runn ##ing")]
    [InlineData("unwantedX running", "[UNK] runn ##ing")]
    [InlineData("want\u2029want", "want want")]
    [InlineData("wa\u00ADnt\u0000\uFFFD\uE000", "want")] // soft hyphen, NUL, replacement and private use vanish
    [InlineData("wa\uD83Dnt", "want")] // half a surrogate pair too
    [InlineData("na\u0308i\u0308ve NAÏVE", "naive naive")]
    [InlineData("want中want", "want 中 want")]
    [InlineData("$want$", "$ want $")]
    [InlineData("ΑΣ ΑΣΑ Σ", "α ##ς [UNK] σ")] // sigma at the end of a word, and alone
    [InlineData("ΑΣ'中 ΑΣ\u0301", "α ##ς [UNK] 中 α ##ς")]
    [InlineData("İ", "i")]
    [InlineData("[SEP]", "[UNK] [UNK] [UNK]")] // text cannot spell special tokens
    public void Encode_Uncased_GivesPieces(string text, string pieces) =>
        Assert.Equal(pieces, string.Join(' ', Pieces(text)));

    [Theory]
    [InlineData("UNwanted want", "[UNK] want")]
    [InlineData("na\u0308ive naive", "[UNK] naive")]
    [InlineData("İ", "İ")]
    public void Encode_Cased_KeepsCaseAndAccents(string text, string pieces) =>
        Assert.Equal(pieces, string.Join(' ', Pieces(text, lowerCase: false)));

    [Fact]
    public void Encode_LongWords_AreUnknownFrom101CodePoints()
    {
        var wordPiece = new WordPiece(Vocabularies.Of("a", "##a", "\U0001D41A", "##\U0001D41A"));
        Assert.Equal(100, wordPiece.Encode(new string('a', 100)).Length);
        Assert.Equal([wordPiece.Vocabulary.UnknownId], wordPiece.Encode(new string('a', 101)));
        Assert.Equal(100, wordPiece.Encode(new string('a', 99) + "\u0301\u200Ba").Length); // what is removed does not count
        Assert.Equal(100, wordPiece.Encode(string.Concat(Enumerable.Repeat("\U0001D41A", 100))).Length);
        Assert.Equal([wordPiece.Vocabulary.UnknownId], wordPiece.Encode(string.Concat(Enumerable.Repeat("\U0001D41A", 101))));
        Assert.Equal(new WordPieceToken(wordPiece.Vocabulary.UnknownId, "[UNK]", 1, 101), Assert.Single(wordPiece.EncodeWithOffsets(" " + new string('a', 101))));
    }

    [Fact]
    public void Encode_Span_AddsToTheList()
    {
        var ids = new List<int> { 7 };
        new WordPiece(Toy).Encode("want,".AsSpan(), ids);
        Assert.Equal([7, Toy["want"], Toy[","]], ids);
    }

    [Fact]
    public void EncodeWithOffsets_AccentsCapitalsAndRemovedCharacters_PointIntoTheOriginal()
    {
        const string text = "\u200B UNwante\u0301d, NA\u0308IVE中wa\u00ADnt";
        var spans = new WordPiece(Toy).EncodeWithOffsets(text).Select(token => $"{token.Value}={text.Substring(token.Start, token.Length)}");

        Assert.Equal(["un=UN", "##want=want", "##ed=e\u0301d", ",=,", "naive=NA\u0308IVE", "中=中", "want=wa\u00ADnt"], spans);
    }

    [Fact]
    public void Decode_JoinsPieces()
    {
        var wordPiece = new WordPiece(Toy);
        Assert.Equal("unwanted , running", wordPiece.Decode(wordPiece.Encode("Unwanted,running")));
        Assert.Equal("[CLS] want [SEP]", wordPiece.Decode([Toy.ClassificationId, Toy["want"], Toy.SeparatorId]));
        Assert.Equal("", wordPiece.Decode([]));
        Assert.Throws<EarlyBertException>(() => wordPiece.Decode([Toy.Count]));
    }

    [Fact]
    public void Encode_ManyThreads_GiveTheSameIds()
    {
        var random = new SeededRandom(1);
        var words = Enumerable.Range(0, 50_000).Select(i => string.Concat(Enumerable.Range(0, 1 + i % 7).Select(_ => (char)('a' + random.NextInt(26))))).ToArray();
        var texts = Enumerable.Range(0, 4_000).Select(_ => string.Join(random.NextInt(2) == 0 ? " " : ", é", Enumerable.Range(0, 20).Select(_ => words[random.NextInt(words.Length)]))).ToArray();
        var vocabulary = Vocabularies.OfCharacters();
        var uncached = new WordPiece(vocabulary);
        var expected = Array.ConvertAll(texts, text => uncached.EncodeWithOffsets(text).Select(token => token.Id).ToArray());

        var shared = new WordPiece(vocabulary); // 50,000 distinct words also turn the cache over
        Parallel.For(0, texts.Length * 2, i => Assert.Equal(expected[i % texts.Length], shared.Encode(texts[i % texts.Length])));
    }

    [Fact]
    public void Encode_WordsSeenBefore_AllocatesNothing()
    {
        var wordPiece = new WordPiece(Toy);
        var ids = new List<int>(64);
        const string text = "Unwanted, running NAÏVE 中";
        wordPiece.Encode(text, ids);
        ids.Clear();

        var before = GC.GetAllocatedBytesForCurrentThread();
        wordPiece.Encode(text, ids);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
