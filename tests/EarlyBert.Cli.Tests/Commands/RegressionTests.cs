using System.Globalization;
using System.Text.Json;

namespace EarlyBert.Cli.Tests.Commands;

public sealed class RegressionTests : IDisposable
{
    private static readonly string[] Columns = ["--text", "first", "--text-pair", "second", "--label", "stars"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Finetune_OwnFile_ModelsScoreAsTheRunSays()
    {
        var train = _folder.Write("train.tsv", Table(64));
        var output = _folder.PathOf("run");

        var printed = CliRun.Of(["finetune", "--train", train, "--dev", train, .. Columns, "--regression", .. ToyFiles.Quick, "--out", output]).Succeeded();

        Assert.Contains("train: 64 rows for training, 64 for validation, numbers from 0 to 3.5", printed.Out);
        var metrics = Json(Path.Combine(output, "result.json")).GetProperty("metrics");
        Assert.Equal(["pearson", "spearman", "mean_squared_error"], metrics.EnumerateObject().Select(metric => metric.Name));
        var folder = CliRun.Of(["evaluate", "--model", output, "--dev", train, .. Columns]).Succeeded();
        var zip = CliRun.Of(["evaluate", "--model", Path.Combine(output, "model.zip"), "--dev", train, .. Columns]).Succeeded();
        // Threads and batches differ, which moves the last bits of a score.
        foreach (var line in new[] { folder.Lines[0], zip.Lines[0] })
            Assert.Equal(metrics.GetProperty("pearson").GetDouble(), double.Parse(line["pearson".Length..], CultureInfo.InvariantCulture), 1e-2);
    }

    [Fact]
    public void Predict_Regressor_PrintsANumberAText()
    {
        var output = Trained();

        var lines = CliRun.Of("predict", "--model", output, "--pairs", "the film 1\tgreat", "the film 2\tawful").Succeeded().Lines;
        var json = JsonDocument.Parse(CliRun.Of("predict", "--model", Path.Combine(output, "model.zip"), "--json", "--pairs", "the film 1\tgreat").Succeeded().Lines.Single()).RootElement;

        Assert.Equal(2, lines.Length);
        Assert.Equal(json.GetProperty("score").GetDouble(), double.Parse(lines[0].Split('\t')[0], CultureInfo.InvariantCulture), 1e-3);
        Assert.Equal("the film 1\tgreat", json.GetProperty("text").GetString());
        CliRun.Of("predict", "--model", Path.Combine(output, "model.zip"), "single").FailedWith("pairs of texts");
    }

    [Fact]
    public void Finetune_SimilarityTask_ReadsEvaluatesAndSubmitsIt()
    {
        var data = Similarity();
        var output = _folder.PathOf("run");

        CliRun.Of(["finetune", "--task", "stsb", "--data", data, .. ToyFiles.Quick, "--out", output]).Succeeded();
        CliRun.Of("evaluate", "--model", output, "--task", "stsb", "--data", data).Succeeded();
        CliRun.Of("submit", "--model", Path.Combine(output, "model.zip"), "--task", "stsb", "--data", data, "--out", _folder.PathOf("out")).Succeeded();

        Assert.Equal("stsb", Json(Path.Combine(output, "result.json")).GetProperty("task").GetString());
        var lines = File.ReadAllLines(_folder.PathOf("out/STS-B.tsv"));
        Assert.Equal((3, "index\tprediction"), (lines.Length, lines[0]));
        Assert.All(lines.Skip(1), line => Assert.InRange(double.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture), 0, 5));
    }

    [Fact]
    public void Finetune_RowsWithoutANumber_SkipLeavesThemOut()
    {
        var train = _folder.Write("gaps.tsv", Table(40) + "a\tb\tmany\na\tb\t\n");
        string[] arguments = ["finetune", "--train", train, .. Columns, "--regression", .. ToyFiles.Quick, "--strategy", "dense", "--out", _folder.PathOf("out")];

        CliRun.Of(arguments).FailedWith("Row 41", "'many'", "no number");
        Assert.Contains("warning: 2 of 42 rows", CliRun.Of([.. arguments, "--missing-label", "skip"]).Succeeded().Error);
    }

    [Fact]
    public void Finetune_ConstantScores_WritesAResultAllTheSame()
    {
        var train = _folder.Write("same.tsv", "first\tsecond\tstars\n" + string.Concat(Enumerable.Repeat("the film\tgood\t2\n", 24)));

        CliRun.Of(["finetune", "--train", train, "--dev", train, .. Columns, "--regression", .. ToyFiles.Quick, "--out", _folder.PathOf("out")]).Succeeded();

        Assert.Equal("NaN", Json(_folder.PathOf("out/result.json")).GetProperty("metrics").GetProperty("pearson").GetString());
    }

    [Fact]
    public void Evaluate_ModelOfAnotherTask_SaysWhatItIs()
    {
        var (scores, data) = (Trained(), Similarity());
        _folder.Write("SST-2/train.tsv", "sentence\tlabel\nfine\t1\n");
        _folder.Write("SST-2/dev.tsv", "sentence\tlabel\nfine\t1\n");

        CliRun.Of("evaluate", "--model", scores, "--task", "sst2", "--data", _folder.Root).FailedWith("gives numbers", "trained for sst2");
        CliRun.Of("submit", "--model", scores, "--task", "sst2", "--data", _folder.Root, "--out", _folder.PathOf("o")).FailedWith("SST-2");
        Assert.Contains("a number a text", CliRun.Of("doctor", scores).Succeeded().Out);
        Assert.Contains("GLUE's stsb", CliRun.Of("doctor", data).Out);
    }

    private static string Table(int rows, string header = "first\tsecond\tstars") => header + "\n" + string.Concat(Enumerable.Range(0, rows).Select(row =>
        FormattableString.Invariant($"the film {row % 5}\t{new[] { "awful", "dull", "fine", "good", "great" }[row % 5]}\t{row % 8 / 2.0}\n")));

    private static JsonElement Json(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement;

    private string Trained()
    {
        var train = _folder.Write("train.tsv", Table(24));
        var output = _folder.PathOf("trained");
        CliRun.Of(["finetune", "--train", train, .. Columns, "--regression", .. ToyFiles.Quick, "--strategy", "dense", "--out", output]).Succeeded();
        return output;
    }

    private string Similarity()
    {
        const string header = "sentence1\tsentence2\tscore";
        _folder.Write("STS-B/train.tsv", Table(24, header));
        _folder.Write("STS-B/dev.tsv", Table(12, header));
        _folder.Write("STS-B/test.tsv", "index\tsentence1\tsentence2\n0\tthe film\tgood\n1\ta film\tbad\n");
        return _folder.Root;
    }
}
