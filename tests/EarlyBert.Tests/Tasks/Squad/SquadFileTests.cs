using System.Text;
using EarlyBert.Tasks.Squad;

namespace EarlyBert.Tests.Tasks.Squad;

public sealed class SquadFileTests
{
    private const string Context = "😀 John Smith (1895-1943) led it.";

    [Fact]
    public void Read_BothVersions_GivesQuestionsAnswersAndPlacesInChars()
    {
        var file = Read("""
            {"version": "v2.0", "data": [{"title": "Smith", "paragraphs": [{"context": "😀 John Smith (1895-1943) led it.", "qas": [
              {"id": "1", "question": "Who?", "answers": [{"text": "John Smith", "answer_start": 2}, {"text": "Smith", "answer_start": 7}]},
              {"id": "2", "question": "Why?", "answers": [], "is_impossible": true, "plausible_answers": [{"text": "it", "answer_start": 28}]}]}]}]}
            """);

        Assert.Equal("v2.0", file.Version);
        Assert.True(file.HasImpossible);
        Assert.Empty(file.Faults);
        Assert.Equal(2, file.Questions.Count);
        var (first, second) = (file.Questions[0], file.Questions[1]);
        Assert.Equal(("1", "Who?", Context, "Smith", false), (first.Id, first.Question, first.Context, first.Title, first.IsImpossible));
        Assert.Equal([new SquadAnswer("John Smith", 3), new SquadAnswer("Smith", 8)], first.Answers); // the first character takes two chars
        Assert.Equal("John Smith", Context.Substring(first.LocatedAnswer!.Span!.Value.Start, first.LocatedAnswer.Span.Value.Length));
        Assert.Same(first.Context, second.Context);
        Assert.True(second.IsImpossible);
        Assert.Null(second.LocatedAnswer);
    }

    [Theory]
    [InlineData("\"Smith\"", "8", "mith ")] // one too far
    [InlineData("\"Smith\"", "-1", "")]
    [InlineData("\"Smith\"", "32", "")]
    [InlineData("\"Smith\"", "123456789012", "")]
    [InlineData("\"it..\"", "29", "it.")] // longer than what is left
    [InlineData("\"\"", "3", "")]
    [InlineData("\"Smith\"", "null", "")]
    public void Read_PlaceWithoutTheText_IsListedAndTheTextKept(string text, string start, string found)
    {
        var file = Read($$"""{"data": [{"paragraphs": [{"context": "{{Context}}", "qas": [{"id": "x", "question": "?", "answers": [{"text": {{text}}, "answer_start": {{start}}}]}]}]}]}""");

        var fault = Assert.Single(file.Faults);
        Assert.Equal(("x", text.Trim('"'), found), (fault.QuestionId, fault.Text, fault.Found));
        Assert.Equal(new SquadAnswer(text.Trim('"'), null), Assert.Single(file.Questions[0].Answers));
        Assert.Null(file.Questions[0].LocatedAnswer);
        Assert.Equal("", file.Version);
    }

    [Theory]
    [InlineData("", "unexpected JSON on line 1, at $")]
    [InlineData("[]", "unexpected JSON on line 1, at $")]
    [InlineData("null", "unexpected JSON on line 1, at $")]
    [InlineData("{\"data\": [{\"paragraphs\":\n [{\"context\": 7}]}]}", "unexpected JSON on line 2, at $.data[0].paragraphs[0].context")]
    [InlineData("{\"data\": [{\"para", "unexpected JSON on line 1")]
    [InlineData("{\"version\": \"1.1\"}", "it has no data)")]
    [InlineData("{\"data\": [{\"paragraphs\": [{\"qas\": []}]}]}", "it has no data[0].paragraphs[0].context)")]
    [InlineData("{\"data\": [null]}", "it has no data[0].paragraphs)")]
    [InlineData("{\"data\": [{\"paragraphs\": [{\"context\": \"c\", \"qas\": [{\"question\": \"q\"}]}]}]}", "it has no data[0].paragraphs[0].qas[0].id)")]
    [InlineData("{\"data\": [{\"paragraphs\": [{\"context\": \"c\", \"qas\": [{\"id\": \"i\", \"question\": \"q\", \"answers\": [{}]}]}]}]}", "qas[0].answers[0].text)")]
    [InlineData("{\"data\": []}", "'the file' has no questions")]
    public void Read_NoSquadFile_SaysWhere(string json, string reason)
    {
        var message = Assert.Throws<EarlyBertException>(() => Read(json)).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFile_SaysSo()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("There is no file", Assert.Throws<EarlyBertException>(() => SquadFile.Read(folder.PathOf("dev.json"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<EarlyBertException>(() => SquadFile.Read(folder.Root)).Message, StringComparison.Ordinal);
        Assert.Single(SquadFile.Read(folder.Write("bom.json", "\uFEFF{\"data\": [{\"paragraphs\": [{\"context\": \"c\", \"qas\": [{\"id\": \"i\", \"question\": \"q\"}]}]}]}")).Questions);
    }

    [SkippableFact]
    public void Read_PublishedSet_HasTheOfficialCounts()
    {
        var file = SquadDev.Read();

        Assert.Equal("1.1", file.Version);
        Assert.Equal(10570, file.Questions.Count);
        Assert.Equal(34726, file.Questions.Sum(question => question.Answers.Count));
        Assert.Equal(2067, file.Questions.Select(question => question.Context).Distinct().Count());
        Assert.Equal(48, file.Questions.Select(question => question.Title).Distinct().Count());
        Assert.Empty(file.Faults);
        Assert.False(file.HasImpossible);
        var scores = SquadMetrics.Evaluate(file.Questions, file.Questions.ToDictionary(question => question.Id, question => question.Answers[^1].Text));
        Assert.Equal((100, 100 * 10569.0 / 10570), (scores["exact_match"], scores["f1"])); // one answer is "the": no word is left of it
    }

    [Fact]
    public void Read_FiftyMegabytes_TakesMemoryForItsContentAlone()
    {
        const int paragraphs = 40_000;
        using var stream = new RepeatingJson(paragraphs);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var file = SquadFile.Read(stream, "the stream");

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(stream.BytesRead > 50_000_000, $"{stream.BytesRead} bytes");
        Assert.Equal(paragraphs * 5, file.Questions.Count);
        Assert.Empty(file.Faults);
        Assert.True(allocated < 8 * stream.BytesRead, $"{allocated / 1e6:f0} MB for {stream.BytesRead / 1e6:f0}"); // two bytes a char, and the objects of short questions
    }

    private static SquadFile Read(string json) => SquadFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "the file");

    /// <summary>A large file that is made while it is read: paragraphs of some 700 characters with five questions each, as in the training set.</summary>
    private sealed class RepeatingJson(int paragraphs) : Stream
    {
        private static readonly byte[] Head = "{\"version\": \"1.1\", \"data\": [{\"title\": \"t\", \"paragraphs\": ["u8.ToArray();
        private static readonly byte[] First = Paragraph("");
        private static readonly byte[] Other = Paragraph(",");
        private static readonly byte[] Tail = "]}]}"u8.ToArray();

        private byte[] _piece = Head;
        private int _position;
        private int _made;

        public long BytesRead { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_position == _piece.Length)
                (_piece, _position) = (Next(), 0);
            count = Math.Min(count, _piece.Length - _position);
            Array.Copy(_piece, _position, buffer, offset, count);
            _position += count;
            BytesRead += count;
            return count;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private byte[] Next()
        {
            var made = _made++;
            return made == 0 ? First : made < paragraphs ? Other : made == paragraphs ? Tail : [];
        }

        private static byte[] Paragraph(string separator)
        {
            var words = string.Concat(Enumerable.Repeat("words ", 120));
            var questions = string.Join(",", Enumerable.Range(0, 5).Select(q => $$"""{"id": "5733be284776f41900661182{{q}}", "question": "Which word is meant by number {{q}}?", "answers": [{"text": "words", "answer_start": 6}]}"""));
            return Encoding.UTF8.GetBytes($$"""{{separator}}{"context": "{{words}}", "qas": [{{questions}}]}""");
        }
    }
}
