using System.Diagnostics;
using System.Text.Json;
using EarlyBert.Sweeps;

namespace EarlyBert.Cli.Tests.Commands;

public sealed class SweepTests : IDisposable
{
    private const string Space = """{"headRatio": [0.0, 0.5], "neuronRatio": {"min": 0.2, "max": 0.8}, "learningRate": {"min": 3e-4, "max": 3e-3, "log": true}}""";

    /// <summary>The same with trials of half a second or so, which two processes are at together for a while.</summary>
    private const string LongSpace = """{"headRatio": [0.0, 0.5], "neuronRatio": {"min": 0.2, "max": 0.8}, "learningRate": {"min": 3e-4, "max": 3e-3, "log": true}, "epochs": 6}""";

    private readonly TemporaryFolder _folder = new();

    public SweepTests()
    {
        _folder.Write("train.tsv", ToyFiles.Table(64));
        _folder.Write("dev.tsv", ToyFiles.Table(24));
        _folder.Write("space.json", Space);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sweep_SmallSpace_LeavesTheTrialsTheFrontAndTheBestModel()
    {
        var run = CliRun.Of(Arguments("out", "4trials")).Succeeded();

        var records = Records("out");
        Assert.Equal(4, records.Count);
        Assert.Equal(4, run.Lines.Count(line => line.StartsWith("trial ", StringComparison.Ordinal) && line.Contains("; heads ")));
        using var front = JsonDocument.Parse(File.ReadAllText(Path("out", "front.json")));
        var best = records.Where(record => record.State == TrialState.Completed).MaxBy(record => record.Score)!;
        Assert.Equal(best.Key, front.RootElement.GetProperty("best").GetProperty("key").GetString());
        Assert.All(front.RootElement.GetProperty("front").EnumerateArray(), trial => Assert.True(File.Exists(Path("out", "tickets", trial.GetProperty("key").GetString() + ".json"))));
        Assert.Equal(File.ReadAllText(Path("out", "tickets", best.Key + ".json")), File.ReadAllText(Path("out", "ticket.json")));

        var scored = CliRun.Of("evaluate", "--model", Path("out", "model.zip"), "--dev", _folder.PathOf("dev.tsv"), "--text", "review", "--label", "verdict").Succeeded();
        Assert.Contains(best.Score!.Value.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture), scored.Out);
        CliRun.Of("ticket", "draw", "--search", Path("out", "search.json"), "--out", _folder.PathOf("t.json")).Succeeded();
    }

    [Fact]
    public void Sweep_Report_HasFrontTrialsAndTicket()
    {
        CliRun.Of(Arguments("out", "3trials")).Succeeded();
        var page = File.ReadAllText(Path("out", "report.html"));
        File.Delete(Path("out", "report.html"));
        CliRun.Of("report", Path("out")).Succeeded();

        Assert.Equal(page, File.ReadAllText(Path("out", "report.html")));
        Assert.All(["Accuracy against size", "Accuracy against latency", "Trial by trial", "Heads of the ticket"], title => Assert.Contains(title, page, StringComparison.Ordinal));
        Assert.Equal(4, File.ReadAllLines(Path("out", "report", "trials.csv")).Length);
    }

    [Fact]
    public void Sweep_FolderInUse_WantsToBeToldSo()
    {
        CliRun.Of(Arguments("out", "1trials")).Succeeded();

        CliRun.Of(Arguments("out", "2trials")).FailedWith("holds a sweep already");
        CliRun.Of([.. Arguments("out", "2trials"), "--resume", "--seed", "7"]).FailedWith("another options");
        var resumed = CliRun.Of([.. Arguments("out", "2trials"), "--resume"]).Succeeded();

        Assert.Equal(2, Records("out").Count);
        Assert.Contains("2 trials", resumed.Out);
    }

    [Fact]
    public void Sweep_Cancelled_KeepsTheBestSoFar()
    {
        using var cancellation = new CancellationTokenSource();
        using var output = new CancellingWriter("trial 1 ", cancellation);

        var run = CliRun.With([.. Arguments("out", "50trials"), "--to-the-end"], output: output, cancellation: cancellation.Token);

        Assert.Equal(ExitCode.Cancelled, run.Code);
        Assert.Equal(2, Records("out").Count);
        Assert.True(File.Exists(Path("out", "model.zip")));
        Assert.True(File.Exists(Path("out", "ticket.json")));
    }

    [SkippableFact]
    public async Task Sweep_TwoProcessesOneKilled_ShareTheTrialsAndLoseNothingElse()
    {
        Skip.IfNot(File.Exists(System.IO.Path.ChangeExtension(Program, ".runtimeconfig.json")), "the program is not beside the tests");
        _folder.Write("space.json", LongSpace);
        const int Trials = 8;
        string[] arguments = [.. Arguments("shared", $"{Trials}trials"), "--to-the-end", "--resume"];
        using var one = Start(arguments);
        using var two = Start(arguments);
        try
        {
            // The first is killed in the middle of some trial, once there are outcomes.
            await WaitFor(() => Records("shared").Count >= 2);
            one.Kill();
            await one.WaitForExitAsync();
            var before = Records("shared");
            await two.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(10)).Token);
            Assert.Equal(0, two.ExitCode);

            var records = Records("shared");
            Assert.Equal(Trials, records.Count);
            Assert.Equal(Trials, records.Select(record => record.Key).Distinct().Count());
            Assert.Equal(Enumerable.Range(0, Trials), records.Select(record => record.Trial));
            Assert.Equal(before.Select(record => record.Key), records.Take(before.Count).Select(record => record.Key));
            Assert.All(records, record => Assert.Equal(TrialState.Completed, record.State));
            Assert.True(File.Exists(Path("shared", "model.zip")));
        }
        finally
        {
            Stop(one);
            Stop(two);
        }
    }

    [SkippableFact]
    public async Task Sweep_TwoProcesses_BothWorkAndNoTrialIsDoneTwice()
    {
        Skip.IfNot(File.Exists(System.IO.Path.ChangeExtension(Program, ".runtimeconfig.json")), "the program is not beside the tests");
        _folder.Write("space.json", LongSpace);
        const int Trials = 8;
        string[] arguments = [.. Arguments("shared", $"{Trials}trials"), "--to-the-end", "--resume"];
        using var one = Start(arguments);
        using var two = Start(arguments);
        try
        {
            var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10)).Token;
            await Task.WhenAll(one.WaitForExitAsync(limit), two.WaitForExitAsync(limit));
            Assert.Equal((0, 0), (one.ExitCode, two.ExitCode));

            var lines = File.ReadAllLines(Path("shared", "trials.jsonl")).Select(line => TrialRecord.TryParse(line)!).ToArray();
            Assert.Equal(Trials, lines.Length);
            Assert.Equal(Trials, lines.Select(record => record.Key).Distinct().Count());
            Assert.Equal(2, lines.Select(record => record.Process).Distinct().Count());
        }
        finally
        {
            Stop(one);
            Stop(two);
        }
    }

    private static string Program => System.IO.Path.Combine(AppContext.BaseDirectory, "EarlyBert.Cli.dll");

    private string[] Arguments(string name, string budget) =>
    [
        "sweep", "--train", _folder.PathOf("train.tsv"), "--dev", _folder.PathOf("dev.tsv"), "--text", "review", "--label", "verdict", .. ToyFiles.Quick,
        "--space", _folder.PathOf("space.json"), "--budget", budget, "--tuner", "random", "--out", _folder.PathOf(name),
    ];

    private string Path(params string[] parts) => System.IO.Path.Combine([_folder.Root, .. parts]);

    private List<TrialRecord> Records(string name) => File.Exists(Path(name, "trials.jsonl"))
        ? [.. File.ReadAllText(Path(name, "trials.jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(TrialRecord.TryParse).OfType<TrialRecord>()]
        : [];

    private static Process Start(string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task WaitFor(Func<bool> isSo)
    {
        for (var clock = Stopwatch.StartNew(); !isSo() && clock.Elapsed < TimeSpan.FromMinutes(10);)
            await Task.Delay(50);
        Assert.True(isSo());
    }

    private static void Stop(Process process)
    {
        if (!process.HasExited)
            process.Kill();
    }

    /// <summary>Cancels when a line begins with some words.</summary>
    private sealed class CancellingWriter(string words, CancellationTokenSource cancellation) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith(words, StringComparison.Ordinal) == true)
                cancellation.Cancel();
        }
    }
}
