using System.Text;
using System.Text.Json.Nodes;

namespace EarlyBert.Cli.Tests.Commands;

/// <summary>One run with several labels a row, from training to prediction.</summary>
public sealed class MultiLabelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FineTune_LabelsInOneField_EvaluatesAndPredicts()
    {
        var (train, dev) = (_folder.Write("train.tsv", Table(96, separate: false)), _folder.Write("dev.tsv", Table(30, separate: false)));
        string[] columns = ["--text", "text", "--label", "tags", "--label-separator", ","];

        var output = CliRun.Of(["finetune", "--train", train, "--dev", dev, .. columns, .. Quick(), "--thresholds", "best-f1", "--class-weights", "balanced", "--out", _folder.PathOf("run")]).Succeeded().Out;

        Assert.Contains("96 rows for training, 30 for validation, 2 labels", output);
        Assert.Contains("Class weights: bird ", output);
        Assert.Contains("Thresholds: bird ", output);
        var result = JsonNode.Parse(File.ReadAllText(_folder.PathOf("run/result.json")))!;
        Assert.True((double)result["metrics"]!["micro_f1"]! > 0.9, result.ToJsonString());
        Assert.Equal(96, (int)result["truncation"]!["texts"]!);
        foreach (var model in new[] { "run/model", "run/model.zip" })
        {
            var evaluated = CliRun.Of(["evaluate", "--model", _folder.PathOf(model), "--dev", dev, .. columns]).Succeeded();
            Assert.Equal(["micro_f1", "macro_f1", "subset_accuracy", "hamming_loss", "rows"], evaluated.Lines.Select(line => line.Split(' ')[0]));
            Assert.Equal((double)result["metrics"]!["micro_f1"]!, double.Parse(evaluated.Lines[0].Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture), 1e-4);

            var predicted = CliRun.Of("predict", "--model", _folder.PathOf(model), "a trout and a robin", "nothing").Succeeded();
            Assert.StartsWith("bird,fish\t", predicted.Lines[0]);
            Assert.Equal("\t\tnothing", predicted.Lines[1]);
        }

        var json = JsonNode.Parse(CliRun.Of("predict", "--json", "--model", _folder.PathOf("run/model"), "a robin").Succeeded().Lines[0])!;
        Assert.Equal("bird", (string?)json["labels"]![0]);
        Assert.Equal(2, json["scores"]!.AsObject().Count);

        var other = _folder.Write("other.tsv", "text\ttags\na\tbird\nb\tmammal, fish\nc\treptile\n");
        CliRun.Of(["evaluate", "--model", _folder.PathOf("run/model"), "--dev", other, .. columns]).FailedWith("2 of 3 rows", "'mammal, fish'", "reptile", "known: 'bird', 'fish'");
        Assert.Equal(2, CliRun.Of("evaluate", "--model", _folder.PathOf("run/model"), "--dev", dev, "--text", "text", "--label", "tags").Code);
    }

    [Fact]
    public void FineTune_ColumnForEachLabel_EvaluatesInAnyOrder()
    {
        var (train, dev) = (_folder.Write("train.tsv", Table(96, separate: true)), _folder.Write("dev.tsv", Table(30, separate: true)));

        CliRun.Of(["finetune", "--train", train, "--dev", dev, "--text", "text", "--label", "fish", "--label", "bird", .. Quick(), "--out", _folder.PathOf("run")]).Succeeded();

        var evaluated = CliRun.Of("evaluate", "--model", _folder.PathOf("run/model.zip"), "--dev", dev, "--text", "text", "--label", "bird", "--label", "fish").Succeeded();
        Assert.True(double.Parse(evaluated.Lines[0].Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture) > 0.9, evaluated.Out);
        var wrong = CliRun.Of("evaluate", "--model", _folder.PathOf("run/model"), "--dev", dev, "--text", "text", "--label", "bird", "--label", "text");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("only the command line has 'text', only the model has 'fish'", wrong.Error);
    }

    [Theory]
    [InlineData("a\t1\t2\n", "Line 2", "'2'", "'bird'")]
    [InlineData("a\t1\t\n", "Line 2", "''", "'bird'")]
    public void FineTune_FieldNeitherZeroNorOne_NamesIt(string row, params string[] words)
    {
        var train = _folder.Write("train.tsv", "text\tfish\tbird\n" + row);

        CliRun.Of(["finetune", "--train", train, "--text", "text", "--label", "fish", "--label", "bird", .. ToyFiles.Quick, "--out", _folder.PathOf("run")]).FailedWith(words);
    }

    [Theory]
    [InlineData("--thresholds", "0.3", "each row has one class")]
    [InlineData("--class-weights", "yes=2,maybe=1", "names 'maybe'")]
    public void FineTune_OneClassARow_RefusesWhatDoesNotFit(string option, string value, string reason)
    {
        var train = _folder.Write("train.tsv", ToyFiles.Table(32));

        CliRun.Of(["finetune", "--train", train, "--text", "review", "--label", "verdict", .. ToyFiles.Quick, option, value, "--out", _folder.PathOf("run")]).FailedWith(reason);
    }

    [Theory]
    [InlineData("--class-weights", "heavy")]
    [InlineData("--class-weights", "yes=-1,no=1")]
    [InlineData("--thresholds", "2")]
    [InlineData("--long-text", "tail")]
    [InlineData("--stride", "8")]
    public void FineTune_OptionThatMakesNoSense_IsWrongUsage(string option, string value) =>
        Assert.Equal(2, CliRun.Of(["finetune", "--train", "x.tsv", "--text", "review", "--label", "verdict", option, value, "--out", _folder.PathOf("run")]).Code);

    [Theory]
    [InlineData("head-tail")]
    [InlineData("windows")]
    public void FineTune_LongText_IsReportedAndScoredTheSameWay(string longText)
    {
        var table = new StringBuilder("text\tverdict\n");
        for (var row = 0; row < 48; row++)
            table.Append($"{string.Concat(Enumerable.Repeat("it went on and on ", 1 + (row % 5)))}and was {(row % 2 == 0 ? "good" : "bad")}\t{(row % 2 == 0 ? "yes" : "no")}\n");
        var train = _folder.Write("train.tsv", table.ToString());
        string[] data = ["--dev", train, "--text", "text", "--label", "verdict"];
        string[] stride = longText == "windows" ? ["--stride", "5"] : [];

        var output = CliRun.Of(["finetune", "--train", train, .. data, .. Quick(maxTokens: "12"), "--long-text", longText, .. stride, "--out", _folder.PathOf("run")]).Succeeded().Out;

        Assert.Contains(longText == "windows" ? "are read in windows" : "were cut: ", output);
        var result = JsonNode.Parse(File.ReadAllText(_folder.PathOf("run/result.json")))!;
        Assert.Equal(longText == "windows", (int)result["truncation"]!["splitTexts"]! > 0);
        Assert.Equal(longText == "windows", (double)result["truncation"]!["droppedShare"]! == 0);
        Assert.Equal(longText == "windows" ? "windows:5" : longText, (string?)JsonNode.Parse(File.ReadAllText(_folder.PathOf("run/model/config.json")))!["long_text"]);
        // What decides stands at the end, which the head alone never shows.
        Assert.True((double)result["metrics"]!["accuracy"]! > 0.75, result["metrics"]!.ToJsonString());
        foreach (var model in new[] { "run/model", "run/model.zip" })
        {
            var evaluated = CliRun.Of(["evaluate", "--model", _folder.PathOf(model), .. data]).Succeeded();
            Assert.Equal((double)result["metrics"]!["accuracy"]!, double.Parse(evaluated.Lines[0].Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture), 1e-4);
        }
    }

    /// <summary>As the other tests' runs, but trained for long enough to learn.</summary>
    private static string[] Quick(string maxTokens = "16")
    {
        string[] quick = [.. ToyFiles.Quick];
        quick[Array.IndexOf(quick, "--epochs") + 1] = "8";
        quick[Array.IndexOf(quick, "--max-tokens") + 1] = maxTokens;
        return quick;
    }

    private static string Table(int rows, bool separate)
    {
        string[] fish = ["trout", "shark", "eel"], birds = ["robin", "eagle", "duck"];
        var text = new StringBuilder(separate ? "text\tfish\tbird\n" : "text\ttags\n");
        for (var row = 0; row < rows; row++)
        {
            var (swims, flies) = (row % 2 == 0, row % 3 == 0);
            text.Append($"{(swims ? $"a {fish[row / 2 % 3]} " : "")}{(swims && flies ? "and " : "")}{(flies ? $"a {birds[row / 3 % 3]}" : "")}{(swims || flies ? "" : "nothing")}\t");
            text.Append(separate ? $"{(swims ? 1 : 0)}\t{(flies ? 1 : 0)}\n" : $"{(swims ? "fish" : "")}{(swims && flies ? ", " : "")}{(flies ? "bird" : "")}\n");
        }

        return text.ToString();
    }
}
