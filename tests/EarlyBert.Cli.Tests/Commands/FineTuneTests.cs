using System.Text.Json;
using EarlyBert.Tickets;

namespace EarlyBert.Cli.Tests.Commands;

public sealed class FineTuneTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("options.json")]
    [InlineData("metrics.jsonl")]
    [InlineData("result.json")]
    [InlineData("ticket.json")]
    [InlineData("search.json")]
    [InlineData("search-summary.json")]
    [InlineData("model/config.json")]
    [InlineData("model/model.safetensors")]
    [InlineData("model/vocab.txt")]
    [InlineData("model/tokenizer_config.json")]
    [InlineData("model.zip")]
    public void Finetune_EarlyBird_LeavesFile(string name) => Assert.True(new FileInfo(run.File(name)).Length > 0);

    [Fact]
    public void Finetune_EarlyBird_LeavesNoUnfinishedFile() => Assert.Empty(Directory.GetFiles(run.Out, "*.tmp", SearchOption.AllDirectories));

    [Fact]
    public void Finetune_EarlyBird_ResultHasTheFieldsOfTheContract()
    {
        var result = Json(run.File("result.json"));

        Assert.Equal("train", result.GetProperty("task").GetString());
        Assert.Equal("early-bird", result.GetProperty("strategy").GetString());
        Assert.Equal(42, result.GetProperty("seed").GetInt32());
        Assert.All(new[] { "accuracy", "f1", "matthews" }, name => Assert.InRange(result.GetProperty("metrics").GetProperty(name).GetDouble(), -1, 1));
        Assert.True(result.GetProperty("parameters").GetInt64() > result.GetProperty("encoderParameters").GetInt64());
        Assert.All(new[] { "search", "draw", "train", "total", "evaluate" }, name => Assert.True(result.GetProperty("seconds").GetProperty(name).GetDouble() > 0, name));
        Assert.Equal(4 + 8, result.GetProperty("steps").GetInt32());
        Assert.All(new[] { "examplesPerSecond", "tokensPerSecond", "peakMemoryBytes" }, name => Assert.True(result.GetProperty(name).GetDouble() > 0, name));
        var ticket = result.GetProperty("ticket");
        Assert.Equal([1, 1], ticket.GetProperty("heads").EnumerateArray().Select(heads => heads.GetInt32()));
        Assert.Equal(614, ticket.GetProperty("neurons").EnumerateArray().Sum(neurons => neurons.GetInt32()));
        Assert.Equal(4, ticket.GetProperty("step").GetInt32());
        var environment = result.GetProperty("environment");
        Assert.Contains(environment.GetProperty("stack").GetString(), new[] { "packages", "offline" });
        Assert.Equal(1, environment.GetProperty("threads").GetInt32());
        Assert.Equal("cpu", environment.GetProperty("device").GetString());
        Assert.True(environment.GetProperty("versions").TryGetProperty("TorchSharp", out _));
    }

    [Fact]
    public void Finetune_DrawingOptions_DrawByThem()
    {
        var folder = _folder.PathOf("drawn");

        CliRun.Of(["finetune", .. run.Data, .. ToyFiles.Quick, "--layerwise-neurons", "--neuron-ratio", "0.25", "--neuron-multiple", "100", "--global-heads", "--out", folder]).Succeeded();

        var draw = EarlyBertOptions.FromJson(File.ReadAllText(Path.Combine(folder, "options.json"))).Draw;
        Assert.Equal((true, true, 0.25, 100), (draw.LayerwiseNeurons, draw.GlobalHeads, draw.NeuronRatio, draw.NeuronMultiple));
        Assert.All(EarlyBirdTicket.Load(Path.Combine(folder, "ticket.json")).KeptNeurons, layer => Assert.Equal(400, layer.Count));
    }

    [Fact]
    public void Finetune_EarlyBird_OptionsAreResolvedAndReadable()
    {
        var options = EarlyBertOptions.FromJson(File.ReadAllText(run.File("options.json")));

        Assert.Equal((1.0, 1e-3, 16, "tiny"), (options.Train.Epochs, options.Train.LearningRate, options.MaxTokens, options.Scratch));
        Assert.Equal(DrawSchedule.AtFraction(0.5), options.Search.Schedule);
    }

    [Fact]
    public void Finetune_EarlyBird_EveryMetricsLineIsAReport()
    {
        var lines = File.ReadAllLines(run.File("metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToArray();

        Assert.Contains(lines, line => line.GetProperty("stage").GetString() == "search" && line.TryGetProperty("loss", out _));
        Assert.Contains(lines, line => line.GetProperty("stage").GetString() == "train" && line.TryGetProperty("learningRate", out _));
        Assert.Contains(lines, line => line.TryGetProperty("metrics", out var metrics) && metrics.TryGetProperty("accuracy", out _));
    }

    [Fact]
    public void Finetune_EarlyBird_SummaryHasWhatAReportDraws()
    {
        var summary = Json(run.File("search-summary.json"));
        var moments = summary.GetProperty("steps").GetArrayLength();

        Assert.True(moments > 1);
        Assert.Equal(moments - 1, summary.GetProperty("distanceTrace").GetArrayLength());
        foreach (var (units, count) in new[] { ("heads", 2), ("neurons", 512) })
        {
            var spread = summary.GetProperty(units);
            Assert.Equal(moments, spread.GetProperty("quantiles").GetArrayLength());
            Assert.Equal(moments, spread.GetProperty("maskDistances").GetArrayLength());
            Assert.All(spread.GetProperty("histograms").EnumerateArray(), moment =>
                Assert.All(moment.EnumerateArray(), layer => Assert.Equal(count, layer.EnumerateArray().Sum(bin => bin.GetInt32()))));
        }
    }

    [Fact]
    public void Finetune_NotOnATerminal_PrintsPlainLines()
    {
        Assert.Contains("step 8 of 8", run.Output);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public void Finetune_GivenTicket_SkipsTheSearch()
    {
        var output = _folder.PathOf("out");

        CliRun.Of(["finetune", .. run.Data, .. ToyFiles.Quick, "--ticket", run.File("ticket.json"), "--out", output]).Succeeded();

        Assert.Equal(0, Json(Path.Combine(output, "result.json")).GetProperty("seconds").GetProperty("search").GetDouble());
        Assert.Equal(EarlyBirdTicket.Load(run.File("ticket.json")).KeptNeurons, EarlyBirdTicket.Load(Path.Combine(output, "ticket.json")).KeptNeurons);
        Assert.False(File.Exists(Path.Combine(output, "search.json")));
    }

    [Fact]
    public void Finetune_DenseIntoTheFolderOfATicket_KeepsForeignFilesAndDropsTheStaleTicket()
    {
        var output = _folder.PathOf("out");
        Directory.CreateDirectory(output);
        File.Copy(run.File("ticket.json"), Path.Combine(output, "ticket.json"));
        File.WriteAllText(Path.Combine(output, "notes.txt"), "mine");

        CliRun.Of(["finetune", .. run.Data, .. ToyFiles.Quick, "--strategy", "dense", "--out", output]).Succeeded();

        Assert.Equal("mine", File.ReadAllText(Path.Combine(output, "notes.txt")));
        Assert.False(File.Exists(Path.Combine(output, "ticket.json")));
        Assert.Equal(JsonValueKind.Null, Json(Path.Combine(output, "result.json")).GetProperty("ticket").ValueKind);
    }

    [Theory]
    [InlineData("random")]
    [InlineData("matched")]
    public void Finetune_Baseline_NamesItsStrategy(string strategy)
    {
        var output = _folder.PathOf("out");

        CliRun.Of(["finetune", .. run.Data, .. ToyFiles.Quick, "--strategy", strategy, "--out", output]).Succeeded();

        Assert.Equal(strategy, Json(Path.Combine(output, "result.json")).GetProperty("strategy").GetString());
    }

    [Fact]
    public void Finetune_PairsByIndexWithoutHeader_ModelsTakePairs()
    {
        var train = _folder.Write("pairs.csv", ToyFiles.Table(48, pairs: true, header: false, separator: ','));
        var output = _folder.PathOf("out");
        string[] columns = ["--text", "0", "--text-pair", "1", "--label", "2"];

        CliRun.Of(["finetune", "--train", train, "--dev", train, .. columns, .. ToyFiles.Quick, "--strategy", "dense", "--out", output]).Succeeded();

        var folder = CliRun.Of(["evaluate", "--model", Path.Combine(output, "model"), "--dev", train, .. columns]).Succeeded();
        var zip = CliRun.Of(["evaluate", "--model", Path.Combine(output, "model.zip"), "--dev", train, .. columns]).Succeeded();
        Assert.Equal(folder.Lines[..3], zip.Lines[..3]);
        CliRun.Of("predict", "--model", Path.Combine(output, "model.zip"), "the film was good").FailedWith("pairs");
        Assert.Single(CliRun.Of("predict", "--model", Path.Combine(output, "model.zip"), "--pairs", "the film was good\tit was good").Succeeded().Lines);
    }

    [Fact]
    public void Finetune_GlueFolder_ReadsTheTask()
    {
        Directory.CreateDirectory(_folder.PathOf("SST-2"));
        var table = ToyFiles.Table(32).Replace("review\tverdict", "sentence\tlabel").Replace("\tyes", "\t1").Replace("\tno", "\t0");
        _folder.Write("SST-2/train.tsv", table);
        _folder.Write("SST-2/dev.tsv", table);
        var output = _folder.PathOf("out");

        CliRun.Of(["finetune", "--task", "sst2", "--data", _folder.Root, .. ToyFiles.Quick, "--out", output]).Succeeded();

        Assert.Equal("sst2", Json(Path.Combine(output, "result.json")).GetProperty("task").GetString());
        CliRun.Of("evaluate", "--model", Path.Combine(output, "model.zip"), "--task", "sst2", "--data", _folder.Root).Succeeded();
    }

    [Fact]
    public void Finetune_Pretrained_StartsFromTheFolder()
    {
        var output = _folder.PathOf("out");
        var dense = _folder.PathOf("dense");
        CliRun.Of(["finetune", .. run.Data, .. ToyFiles.Quick, "--strategy", "dense", "--out", dense]).Succeeded();

        CliRun.Of(["finetune", .. run.Data, "--pretrained", Path.Combine(dense, "model"), "--epochs", "1", "--batch-size", "8", "--out", output]).Succeeded();

        Assert.Equal(File.ReadAllText(Path.Combine(dense, "model", "vocab.txt")), File.ReadAllText(Path.Combine(output, "model", "vocab.txt")));
    }

    [Fact]
    public void Finetune_UnlabelledRows_SkipLeavesThemOut()
    {
        var train = _folder.Write("gaps.tsv", ToyFiles.Table(40) + "no verdict on this one\t\n");

        CliRun.Of(["finetune", "--train", train, "--text", "review", "--label", "verdict", .. ToyFiles.Quick, "--out", _folder.PathOf("out")]).FailedWith("1 of 41 rows", "row 41");
        var skipped = CliRun.Of(["finetune", "--train", train, "--text", "review", "--label", "verdict", .. ToyFiles.Quick, "--missing-label", "skip", "--out", _folder.PathOf("out")]).Succeeded();

        Assert.Contains("warning: 1 of 41 rows", skipped.Error);
    }

    [Fact]
    public void Finetune_CancelledWhileTraining_KeepsWhatWasSaved()
    {
        var output = _folder.PathOf("out");
        CopyFolder(run.Out, output);
        using var cancellation = new CancellationTokenSource();
        using var console = new CancelOn("search", cancellation);

        var cancelled = CliRun.With(["finetune", .. run.Data, .. ToyFiles.Quick, "--out", output], output: console, cancellation: cancellation.Token);

        Assert.Equal(130, cancelled.Code);
        Assert.Equal(File.ReadAllBytes(run.File("model.zip")), File.ReadAllBytes(Path.Combine(output, "model.zip")));
        Assert.Equal(File.ReadAllText(run.File("result.json")), File.ReadAllText(Path.Combine(output, "result.json")));
        Assert.NotEmpty(File.ReadAllLines(Path.Combine(output, "metrics.jsonl")));
    }

    public void Dispose() => _folder.Dispose();

    private static JsonElement Json(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement;

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>Output that cancels as soon as a line begins with a word.</summary>
    private sealed class CancelOn(string word, CancellationTokenSource cancellation) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith(word, StringComparison.Ordinal) == true)
                cancellation.Cancel();
        }
    }
}
