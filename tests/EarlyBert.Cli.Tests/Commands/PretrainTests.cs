using System.Diagnostics;
using System.Text.Json;
using EarlyBert.Pretraining;
using EarlyBert.Weights;

namespace EarlyBert.Cli.Tests.Commands;

public sealed class PretrainTests : IDisposable
{
    private static readonly string[] Small =
    [
        "--vocab-size", "128", "--model", "L2-H32-A2", "--held-out", "0.1", "--draw-at", "step:4", "--threads", "1", "--phases", "2",
        "--phase1-tokens", "32", "--phase1-batch", "8", "--phase1-steps", "20", "--phase2-tokens", "48", "--phase2-batch", "8", "--phase2-steps", "10",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly string _text;

    public PretrainTests() => _text = _folder.Write("corpus.txt", ToyCorpus.Text(200));

    public void Dispose() => _folder.Dispose();

    /// <summary>A small run on the toy corpus; options given here replace those of <see cref="Small"/>.</summary>
    private string[] Arguments(string name, params string[] given)
    {
        var kept = Small.Chunk(2).Where(pair => !given.Contains(pair[0])).SelectMany(pair => pair);
        return ["pretrain", "--text", _text, "--out", _folder.PathOf(name), .. kept, .. given];
    }

    [Fact]
    public void Pretrain_Text_LeavesEveryFileAndAModelThatFineTunes()
    {
        var lines = CliRun.Of(Arguments("run")).Succeeded().Lines;
        var folder = _folder.PathOf("run");

        foreach (var file in new[] { "vocab.txt", "options.json", "metrics.jsonl", "result.json", "ticket.json", "search.json", "search-summary.json", "model.zip", "model/config.json", "model/model.safetensors", "model/vocab.txt", "report.html", "report/curves.csv", "report/mask-distance-neurons.csv" })
            Assert.True(File.Exists(Path.Combine(folder, file)), file);
        Assert.Contains(lines, line => line.StartsWith("perplexity", StringComparison.Ordinal));
        using var result = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "result.json")));
        Assert.Equal("pretraining", result.RootElement.GetProperty("task").GetString());
        Assert.Equal(4 + 16 + 8, result.RootElement.GetProperty("steps").GetInt32());
        Assert.InRange(result.RootElement.GetProperty("inputShare").GetDouble(), 0, 1);
        PretrainingOptions.FromJson(File.ReadAllText(Path.Combine(folder, "options.json"))).Validate();

        var labelled = _folder.Write("train.tsv", "text\tlabel\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"The {(i % 2 == 0 ? "cat met" : "dog fed")} the hen.\t{i % 2}\n")));
        CliRun.Of("finetune", "--train", labelled, "--text", "text", "--label", "label", "--pretrained", Path.Combine(folder, "model"), "--strategy", "dense", "--epochs", "1", "--out", _folder.PathOf("tuned")).Succeeded();
    }

    [Theory]
    [InlineData("dense", false)]
    [InlineData("random", true)]
    [InlineData("matched", false)]
    public void Pretrain_OtherStrategies_LeaveATicketOrNone(string strategy, bool ticket)
    {
        CliRun.Of(Arguments("run", "--strategy", strategy)).Succeeded();

        Assert.Equal(ticket, File.Exists(_folder.PathOf("run/ticket.json")));
    }

    [Fact]
    public void Pretrain_PreparedExamples_GiveTheSameBitsAsText()
    {
        CliRun.Of(Arguments("whole", "--phase2-tokens", "32")).Succeeded();
        CliRun.Of("pretrain", "prepare", "--text", _text, "--vocab", _folder.PathOf("whole/vocab.txt"), "--out", _folder.PathOf("examples"), "--max-tokens", "32", "--held-out", "0.1").Succeeded();
        string[] prepared =
        [
            .. Arguments("prepared", "--phase2-tokens", "32").Where(argument => argument != "--text" && argument != _text),
            "--examples", _folder.PathOf("examples"), "--vocab", _folder.PathOf("whole/vocab.txt"),
        ];
        CliRun.Of(Without(prepared, "--vocab-size")).Succeeded();

        Assert.Equal(File.ReadAllBytes(_folder.PathOf("whole/model/model.safetensors")), File.ReadAllBytes(_folder.PathOf("prepared/model/model.safetensors")));
    }

    [Fact]
    public void Pretrain_DryRun_PrintsThePlanAndWritesNothing()
    {
        var lines = CliRun.Of("pretrain", "--dry-run", "--recipe", "tiny", "--model", "L2-H32-A2").Succeeded().Lines;

        Assert.Contains(lines, line => line.Contains("| search ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("| phase 2 ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("GFLOP/s", StringComparison.Ordinal));
    }

    [Fact]
    public void Pretrain_DryRunOfAFolder_PlansItsShape()
    {
        using var model = BuiltInModel.Load();
        model.Save(_folder.PathOf("model"));

        var lines = CliRun.Of("pretrain", "--dry-run", "--recipe", "tiny", "--pretrained", _folder.PathOf("model"), "--strategy", "dense").Succeeded().Lines;

        // All that the folder holds, the heads of pre-training too.
        Assert.StartsWith(FormattableString.Invariant($"{_folder.PathOf("model")}: {model.ParameterCount:#,0} parameters"), lines[0]);
    }

    [Theory]
    [InlineData("--out o", "--text")]
    [InlineData("--text a --examples b --out o", "exclude")]
    [InlineData("--text a", "--out")]
    [InlineData("--text a --out o --recipe huge", "'huge'")]
    [InlineData("--text a --out o --phases 1 --phase2-steps 5", "phase 2")]
    [InlineData("--text a --out o --phase1-batch 10 --phase1-micro-batch 4", "Phase 1.MicroBatchSize")]
    [InlineData("--examples a --out o", "--vocab")]
    [InlineData("--text a --out o --optimizer sgd", "lamb, adamw")]
    public void Pretrain_WrongUsage_ExitsWith2AndSaysWhy(string arguments, string reason)
    {
        var result = CliRun.Of(["pretrain", .. arguments.Split(' ')]);

        Assert.Equal(2, result.Code);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Pretrain_InputThatCannotBeUsed_FailsWithOneSentence()
    {
        CliRun.Of("pretrain", "--text", _folder.Write("empty.txt", "\n\n"), "--out", _folder.PathOf("o")).FailedWith("empty.txt");
        CliRun.Of("pretrain", "--text", _folder.Write("binary.txt", [0x41, 0xFF, 0xFE, 0x00]), "--out", _folder.PathOf("o")).FailedWith("binary.txt");
    }

    [Fact]
    public void Pretrain_ResumedWithOtherOptions_SaysWhatDiffers()
    {
        CliRun.Of(Arguments("run")).Succeeded();
        var options = File.ReadAllText(_folder.PathOf("run/options.json"));

        CliRun.Of(Arguments("run", "--weight-decay", "0.1", "--resume")).FailedWith("another recipe", "WeightDecay was 0.01, is 0.1");

        Assert.Equal(options, File.ReadAllText(_folder.PathOf("run/options.json")));
    }

    [Fact]
    public void Pretrain_ResumedBeforeTheFirstCheckpoint_BeginsItsMetricsAnew()
    {
        Directory.CreateDirectory(_folder.PathOf("run"));
        File.WriteAllText(_folder.PathOf("run/metrics.jsonl"), "left behind\n");

        CliRun.Of(Arguments("run", "--resume")).Succeeded();

        Assert.DoesNotContain("left behind", File.ReadAllText(_folder.PathOf("run/metrics.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void Pretrain_FolderOfARunThatIsAtWork_LeavesItsFilesAlone()
    {
        CliRun.Of(Arguments("run")).Succeeded();
        var metrics = File.ReadAllText(_folder.PathOf("run/metrics.jsonl"));
        using (FileLock.Hold(_folder.PathOf("run")))
        {
            CliRun.Of(Arguments("run")).FailedWith("Another run is training into", "name another folder");
            Assert.Equal(metrics, File.ReadAllText(_folder.PathOf("run/metrics.jsonl")));
        }

        CliRun.Of(Arguments("run")).Succeeded();
    }

    private static string[] Without(string[] arguments, string option)
    {
        var at = Array.IndexOf(arguments, option);
        return [.. arguments[..at], .. arguments[(at + 2)..]];
    }

    /// <summary>A real process, killed at random moments, always goes on to the same bits.</summary>
    [SkippableFact]
    public void Pretrain_KilledUpToTwentyTimes_EndsWithTheSameBits()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "EarlyBert.Cli.dll");
        Skip.IfNot(File.Exists(Path.ChangeExtension(program, ".runtimeconfig.json")), "the program is not beside the tests");
        string[] steps = ["--phase1-steps", "900", "--phase2-steps", "300", "--draw-at", "step:150", "--checkpoint-steps", "5"];
        CliRun.Of(Arguments("whole", steps)).Succeeded();

        var random = new Random(5);
        var (kills, finished) = (0, false);
        while (!finished)
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. Arguments("killed", steps), "--resume"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            var error = process.StandardError.ReadToEndAsync();
            finished = process.WaitForExit(kills < 20 ? 600 + random.Next(1200) : 300_000);
            if (finished)
            {
                Assert.True(process.ExitCode == 0, error.Result);
            }
            else
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
                kills++;
            }
        }

        Assert.Equal(File.ReadAllBytes(_folder.PathOf("whole/model/model.safetensors")), File.ReadAllBytes(_folder.PathOf("killed/model/model.safetensors")));
        Assert.InRange(kills, 5, 20); // A fast machine may be done before the twentieth.
    }
}
