using System.Text;
using System.Text.Json.Nodes;
using EarlyBert.Tickets;
using EarlyBert.Weights;
using TorchSharp;

namespace EarlyBert.Cli.Tests.Commands;

public sealed class DoctorTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Doctor_NoPath_DescribesTheEnvironment()
    {
        var text = CliRun.Of("doctor").Succeeded().Out;

        Assert.All(new[] { "stack", "TorchSharp", "Microsoft.ML", "threads", "device", "blas" }, word => Assert.Contains(word, text));
    }

    [Fact]
    public void Doctor_RunFolder_FindsNothingWrong()
    {
        var lines = CliRun.Of("doctor", run.Out).Succeeded().Lines;

        Assert.Equal(5, lines.Length);
        Assert.All(lines, line => Assert.StartsWith("fine", line));
        Assert.Contains(lines, line => line.Contains("classes no, yes"));
    }

    [Theory]
    [InlineData("model.zip")]
    [InlineData("ticket.json")]
    [InlineData("search.json")]
    [InlineData("options.json")]
    [InlineData("model/model.safetensors")]
    public void Doctor_FileOfARun_IsFine(string name) => CliRun.Of("doctor", run.File(name)).Succeeded();

    [Theory]
    [InlineData("model.zip")]
    [InlineData("ticket.json")]
    [InlineData("search.json")]
    [InlineData("options.json")]
    [InlineData("model/model.safetensors")]
    public void Doctor_HalfAFile_SaysWhatIsWrong(string name)
    {
        var whole = File.ReadAllBytes(run.File(name));
        var path = _folder.Write(Path.GetFileName(name), whole[..(whole.Length / 2)]);

        var result = CliRun.Of("doctor", path);

        Assert.Equal(1, result.Code);
        Assert.StartsWith("wrong", Assert.Single(result.Lines));
    }

    [Fact]
    public void Doctor_Table_NamesColumnsAndTheLabel()
    {
        var lines = CliRun.Of("doctor", run.Train).Succeeded().Lines;

        Assert.Contains("2 columns: 0 ('review', text); 1 ('verdict', 2 values, it may be the label)", lines[0]);
        Assert.Contains("(text 'review', label 'verdict'): 64 rows, 2 classes: yes 50.0 %, no 50.0 %.", lines[1]);
        Assert.Contains("none is longer than 128", lines[2]);
    }

    [Theory]
    [InlineData("empty.tsv", "", "empty")]
    [InlineData("one.tsv", "a;b\nc;d\n", "--separator")]
    [InlineData("short.tsv", "a\tb\nc\n", "Line 2")]
    public void Doctor_BadTable_SaysWhatIsWrong(string name, string content, string reason)
    {
        var result = CliRun.Of("doctor", _folder.Write(name, content));

        Assert.Equal(1, result.Code);
        Assert.Contains(reason, result.Out);
    }

    [Fact]
    public void Doctor_FolderOfTables_ComparesTrainingAndValidation()
    {
        var text = new StringBuilder("note\ttopic\n");
        for (var row = 0; row < 40; row++)
            text.Append($"a note about matter number {row} that goes on for a while\t{(row == 39 ? "rare" : row % 2 == 0 ? "one" : "two")}\n");
        text.Append("the same words twice\tone\nthe same words twice\ttwo\n\tone\nschÃ¶n\ttwo\n");
        _folder.Write("train.tsv", text.ToString());
        _folder.Write("dev.tsv", "note\ttopic\na note about matter number 3 that goes on for a while\ttwo\nsomething else\tthree\n");

        var result = CliRun.Of("doctor", _folder.Root, "--max-tokens", "8");

        Assert.Equal(1, result.Code);
        Assert.Contains("wrong  'dev.tsv' (text 'note', label 'topic') has labels that 'train.tsv' (text 'note', label 'topic') does not have: 'three'", result.Out);
        Assert.Contains("wrong  1 of 2 rows of 'dev.tsv' (text 'note', label 'topic') (50.0 %) are in 'train.tsv'", result.Out);
        Assert.Contains("note   Rare in 'train.tsv' (text 'note', label 'topic'): 'rare' with 1 row (2.3 %)", result.Out);
        Assert.Contains("1 texts occur with different labels, such as rows 41 and 42 ('the same words twice')", result.Out);
        Assert.Contains("1 of 44 rows of 'train.tsv' (text 'note', label 'topic') have an empty text, the first is row 43.", result.Out);
        Assert.Contains("1 row of 'train.tsv' (text 'note', label 'topic') with signs of a mistaken encoding, such as row 44", result.Out);
        Assert.Contains("are longer than 8, and would be cut: raise --max-tokens, or choose --long-text head-tail or windows.", result.Out);
        Assert.Contains("has no row with 'one', 'rare'", result.Out);
    }

    [Fact]
    public void Doctor_ColumnsNamed_LooksAtThose()
    {
        var path = _folder.Write("a.csv", "id,long,short,kind\n" + string.Concat(Enumerable.Range(0, 20).Select(row => $"{row},some longer text {row},tag {row % 3},{row % 2}\n")));

        Assert.Contains("(text 'short', label 'kind'): 20 rows", CliRun.Of("doctor", path, "--text", "short", "--label", "kind").Succeeded().Out);
        Assert.Contains("has no column 'nothing'", CliRun.Of("doctor", path, "--label", "nothing").Out);
    }

    [Fact]
    public void Doctor_TableInUtf16_SaysSo()
    {
        var result = CliRun.Of("doctor", _folder.Write("a.tsv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("text\tlabel\na\tb\n")]));

        Assert.Equal(1, result.Code);
        Assert.Contains("is UTF-16; save it as UTF-8", result.Out);
    }

    [Fact]
    public void Doctor_Questions_FindsAnswersThatDoNotStandThere()
    {
        const string question = """{"id": "q1", "question": "Who?", "answers": [{"text": "Ann", "answer_start": START}]}""";
        var json = """{"version": "1.1", "data": [{"title": "t", "paragraphs": [{"context": "Ann left.", "qas": [QUESTIONS]}]}]}""";
        var good = _folder.Write("good.json", json.Replace("QUESTIONS", question.Replace("START", "0")));
        var bad = _folder.Write("dev.json", json.Replace("QUESTIONS", $"{question.Replace("START", "4")}, {question.Replace("START", "0")}"));

        Assert.Contains("SQuAD 1.1: 1 questions about 1 contexts, all with an answer", CliRun.Of("doctor", good).Succeeded().Out);
        var result = CliRun.Of("doctor", bad);
        Assert.Equal(1, result.Code);
        Assert.Contains("wrong  1 answers do not stand at their place in the context, the first is 'Ann' of question 'q1', where 'lef' stands", result.Out);
        Assert.Contains("wrong  1 ids belong to several questions, the first is 'q1'", result.Out);
        Assert.Equal(1, CliRun.Of("doctor", _folder.Root).Code);
    }

    [Fact]
    public void Doctor_QuestionsInBothSets_SaysSo()
    {
        const string json = """{"version": "1.1", "data": [{"title": "t", "paragraphs": [{"context": "Ann left.", "qas": [{"id": "q1", "question": "Who?", "answers": [{"text": "Ann", "answer_start": 0}]}]}]}]}""";
        _folder.Write("train-v1.1.json", json);
        _folder.Write("dev-v1.1.json", json);

        var result = CliRun.Of("doctor", _folder.Root);

        Assert.Equal(1, result.Code);
        Assert.Contains("1 of 1 contexts", result.Lines.Single(line => line.StartsWith("wrong", StringComparison.Ordinal)));
    }

    [Fact]
    public void Doctor_ModelOfManyFaults_NamesThemAll()
    {
        var folder = Directory.CreateDirectory(_folder.PathOf("model")).FullName;
        foreach (var file in Directory.GetFiles(run.File("model")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!.AsObject();
        config["max_position_embeddings"] = 700;
        config["id2label"]!["2"] = "maybe";
        config["model_type"] = "roberta";
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJsonString());
        File.AppendAllText(Path.Combine(folder, "vocab.txt"), "Surplus\n");
        var weights = SafeTensors.Read(Path.Combine(folder, "model.safetensors"));
        weights["bert.pooler.dense.bias"].fill_(float.NaN);
        SafeTensors.Write(Path.Combine(folder, "model.safetensors"), weights.Append(KeyValuePair.Create("lm_head.weight", torch.zeros(2))));

        var result = CliRun.Of("doctor", folder);

        Assert.Equal(1, result.Code);
        Assert.All(result.Lines, line => Assert.Matches("^(wrong|note) ", line));
        foreach (var fault in new[]
        {
            "describes a model of type 'roberta'", "position_embeddings.weight is [512, 128], the configuration says [700, 128]", "The classifier has 2 rows, but id2label names 3 labels",
            "1 words, from 'Surplus' on, have no row", "has upper-case letters, but texts are lower-cased", "1 weights hold numbers that are infinite or none (bert.pooler.dense.bias)",
        })
            Assert.Contains(result.Lines, line => line.StartsWith("wrong", StringComparison.Ordinal) && line.Contains(fault, StringComparison.Ordinal));
        Assert.Contains(result.Lines, line => line.StartsWith("note", StringComparison.Ordinal) && line.Contains("1 weights", StringComparison.Ordinal) && line.Contains("(lm_head.weight)", StringComparison.Ordinal));
    }

    [Fact]
    public void Doctor_ModelWithoutAConfiguration_StillLooksAtTheRest()
    {
        var folder = Directory.CreateDirectory(_folder.PathOf("model")).FullName;
        File.Copy(run.File("model/model.safetensors"), Path.Combine(folder, "model.safetensors"));

        var result = CliRun.Of("doctor", folder);

        Assert.Equal(1, result.Code);
        Assert.Contains("has no config.json", result.Out);
        Assert.Contains("has no vocab.txt", result.Out);
    }

    [Fact]
    public void Doctor_TicketOfAnotherRun_SaysThatTheyDoNotBelongTogether()
    {
        var folder = Directory.CreateDirectory(_folder.PathOf("run")).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "model"));
        File.Copy(run.File("model/config.json"), Path.Combine(folder, "model", "config.json"));
        var ticket = EarlyBirdTicket.Load(run.File("ticket.json"));
        (ticket with { KeptHeads = [[0, 1], [0, 1]] }).Save(Path.Combine(folder, "ticket.json"));

        var result = CliRun.Of("doctor", Path.Combine(folder, "ticket.json"));

        Assert.Equal(1, result.Code);
        Assert.Contains("keeps other heads or neurons than the ticket", result.Out);
    }

    [Fact]
    public void Doctor_NothingThere_SaysSo() => Assert.Equal(1, CliRun.Of("doctor", _folder.PathOf("nothing")).Code);

    [Fact]
    public void Doctor_UnknownFolder_SaysSo() => Assert.Equal(1, CliRun.Of("doctor", _folder.Root).Code);

    public void Dispose() => _folder.Dispose();
}
