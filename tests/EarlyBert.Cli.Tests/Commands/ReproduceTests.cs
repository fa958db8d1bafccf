using System.Text.Json.Nodes;

namespace EarlyBert.Cli.Tests;

public sealed class ReproduceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReproduceTests()
    {
        Directory.CreateDirectory(_folder.PathOf("data/glue/RTE"));
        Directory.CreateDirectory(_folder.PathOf("data/glue/QNLI"));
        // RTE's form: index, two sentences, label.
        _folder.Write("data/glue/RTE/train.tsv", Rte(40));
        _folder.Write("data/glue/RTE/dev.tsv", Rte(20));
        _folder.Write("data/glue/QNLI/dev.tsv", "index\tquestion\tsentence\tlabel\n" + string.Concat(Enumerable.Range(0, 60).Select(row => $"{row}\twhat is {row}?\tsentence {row / 3}.\t{(row % 2 == 0 ? "entailment" : "not_entailment")}\n")));
    }

    private string Out => _folder.PathOf("out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Table7_SmallData_WritesTheTableAndGoesOnWithoutRunningAgain()
    {
        var first = Reproduce(7, "--tasks", "rte", "--seeds", "2").Succeeded();

        var table = File.ReadAllText(Path.Combine(Out, "table-7.md"));
        Assert.Contains("|  | rte, accuracy | mean | encoder | time saved, % |", table, StringComparison.Ordinal);
        Assert.Matches(@"\| dense \| \d+\.\d ± \d+\.\d \|", table);
        Assert.Matches(@"\| early-bird \| \d+\.\d ± \d+\.\d \| \d+\.\d ± \d+\.\d \| 0\.\d\d \| -?\d+ ± \d+ \|", table);
        Assert.Contains(table.Split('\n')[0], first.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Out, "cells", "rte", "early-bird", "seed-2", "ticket.json")));

        var result = Path.Combine(Out, "cells", "rte", "matched", "seed-1", "result.json");
        var written = File.GetLastWriteTimeUtc(result);
        File.Delete(Path.Combine(Out, "cells", "rte", "dense", "seed-1", "result.json"));
        var second = Reproduce(7, "--tasks", "rte", "--seeds", "2").Succeeded();

        Assert.Equal(written, File.GetLastWriteTimeUtc(result));
        Assert.Single(second.Lines, line => line.Contains(": accuracy ", StringComparison.Ordinal));
        // The same seed gives the same score.
        Assert.Equal(first.Lines.First(line => line.Contains("rte, dense, seed 1: accuracy", StringComparison.Ordinal)).Split(',')[^2], second.Lines.First(line => line.Contains("rte, dense, seed 1: accuracy", StringComparison.Ordinal)).Split(',')[^2]);
    }

    [Fact]
    public void Table7_CellHeldByAnotherProcess_IsLeftToIt()
    {
        var cell = Path.Combine(Out, "cells", "rte", "dense", "seed-1");
        using var held = FileLock.Hold(cell);

        var run = Reproduce(7, "--tasks", "rte", "--seeds", "1").Succeeded();

        Assert.Contains("rte, dense, seed 1: another process is at it", run.Out, StringComparison.Ordinal);
        Assert.Contains("1 runs are still to come", run.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(cell, "result.json")));
    }

    [Fact]
    public void Table7_OtherOptionsInTheSameFolder_IsRefused()
    {
        Reproduce(7, "--tasks", "rte", "--seeds", "1").Succeeded();

        CliRun.Of("reproduce", "--table", "6", "--data", _folder.PathOf("data"), "--out", Out, "--tasks", "rte", "--seeds", "1", "--threads", "2")
            .FailedWith("seed-1", "other options", "--out");
    }

    [Fact]
    public void EpochsTimes_KeepBest_TrainsEachStrategyThatMuchLongerAndKeepsTheBestEpoch()
    {
        Reproduce(7, "--tasks", "rte", "--seeds", "1", "--epochs-times", "2", "--keep-best", "--draw-at", "0.4").Succeeded();

        foreach (var (row, epochs) in new[] { ("dense", 6), ("matched", 4), ("early-bird", 4) })
        {
            var cell = Path.Combine(Out, "cells", "rte", row, "seed-1");
            var options = EarlyBertOptions.FromJson(File.ReadAllText(Path.Combine(cell, "options.json")));
            Assert.Equal(epochs, options.Train.Epochs);
            Assert.Equal((6, row == "dense" ? "fraction:0.2" : "fraction:0.4"), (options.Search.DecayEpochs, $"{options.Search.Schedule}"));
            var scores = File.ReadLines(Path.Combine(cell, "metrics.jsonl")).Select(line => JsonNode.Parse(line)!["metrics"]?["accuracy"]?.GetValue<double>()).OfType<double>();
            Assert.Equal(scores.Max(), JsonNode.Parse(File.ReadAllText(Path.Combine(cell, "result.json")))!["metrics"]!["accuracy"]!.GetValue<double>());
        }
    }

    [Fact]
    public void KeepBest_Cola_IsChosenByTheScoreOfTheTable()
    {
        Directory.CreateDirectory(_folder.PathOf("data/glue/CoLA"));
        // CoLA's form: source, label, the author's mark, sentence; no header.
        foreach (var part in new[] { "train", "dev" })
            _folder.Write($"data/glue/CoLA/{part}.tsv", string.Concat(Enumerable.Range(0, 40).Select(row => $"gj04\t{row % 2}\t\tA {(row % 2 == 0 ? "cat" : "dog")} number {row} sleeps.\n")));

        Reproduce(7, "--tasks", "cola", "--rows", "early-bird", "--seeds", "1", "--keep-best").Succeeded();

        Assert.Equal("matthews", EarlyBertOptions.FromJson(File.ReadAllText(Path.Combine(Out, "cells", "cola", "early-bird", "seed-1", "options.json"))).Train.Metric);
    }

    [Fact]
    public void EpochsTimes_Nothing_IsWrongUsage() =>
        Assert.Contains("--epochs-times is 0; it can be above 0, up to 1000.", Reproduce(7, "--tasks", "rte", "--epochs-times", "0").Error, StringComparison.Ordinal);

    [Fact]
    public void TicketEpochs_Share_IsOfTheDenseNetworksEpochs()
    {
        Reproduce(7, "--tasks", "rte", "--seeds", "1", "--epochs-times", "2", "--ticket-epochs", "1/2").Succeeded();

        foreach (var (row, epochs) in new[] { ("dense", 6), ("matched", 3), ("early-bird", 3) })
            Assert.Equal(epochs, EarlyBertOptions.FromJson(File.ReadAllText(Path.Combine(Out, "cells", "rte", row, "seed-1", "options.json"))).Train.Epochs);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("2/0")]
    [InlineData("1/2/3")]
    [InlineData("two thirds")]
    public void TicketEpochs_NoShare_IsWrongUsage(string share) =>
        Assert.Contains($"--ticket-epochs is '{share}'; it can be a fraction such as 2/3", Reproduce(7, "--tasks", "rte", "--ticket-epochs", share).Error, StringComparison.Ordinal);

    [Fact]
    public void DrawAt_RunsWithoutASearch_ServeEverySchedule()
    {
        Reproduce(2, "--tasks", "rte", "--seeds", "1", "--rows", "random", "--draw-at", "0.4").Succeeded();
        var done = CellTimes();

        Reproduce(2, "--tasks", "rte", "--seeds", "1", "--rows", "random", "--draw-at", "1").Succeeded();

        Assert.Equal(2, done.Length);
        Assert.Equal(done, CellTimes());

        DateTime[] CellTimes() => [.. Directory.GetFiles(Path.Combine(Out, "cells"), "result.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.GetLastWriteTimeUtc)];
    }

    [Fact]
    public void DrawAt_ARowThatIsAboutIt_KeepsItsOwn()
    {
        Reproduce(6, "--tasks", "rte", "--seeds", "1", "--draw-at", "0.4").Succeeded();

        Assert.Equal("fraction:1", $"{EarlyBertOptions.FromJson(File.ReadAllText(Path.Combine(Out, "cells", "rte", "early-bird-full-search", "seed-1", "options.json"))).Search.Schedule}");
    }

    [Fact]
    public void DrawAt_NoSchedule_SaysWhatThereIs() =>
        Assert.Contains("'soon' is no draw schedule; write a share of the first epoch such as 0.2", Reproduce(6, "--tasks", "rte", "--draw-at", "soon").Error, StringComparison.Ordinal);

    [Fact]
    public void DryRun_TrainingSetMissing_PlansTheSplitAndTrainsNothing()
    {
        var run = Reproduce(2, "--tasks", "rte", "qnli", "--dry-run").Succeeded();

        Assert.Contains("| rte | dense | 3 | 40 |", Narrow(run.Out), StringComparison.Ordinal);
        Assert.Contains("60 runs, 0 of them done", run.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    [Theory]
    [InlineData("0.2", 3)] // 2.2 epochs of 40 rows in batches of 32
    [InlineData("1", 4)]
    [InlineData("step:2", 5)]
    public void DryRun_Ticket_PlansItsSearchToo(string drawAt, int steps)
    {
        var run = Reproduce(2, "--tasks", "rte", "--rows", "early-bird", "--draw-at", drawAt, "--dry-run").Succeeded();

        Assert.Matches($@"\| rte \| early-bird \| 3 \| 40 \| \d+ \| {steps} \|", Narrow(run.Out));
    }

    [Fact]
    public void DryRun_SomeRows_PlansThemAndTheDenseOne()
    {
        var run = Reproduce(2, "--tasks", "rte", "--rows", "random", "layerdrop", "--seeds", "2", "--dry-run").Succeeded();

        Assert.Contains("6 runs, 0 of them done", run.Out, StringComparison.Ordinal);
        Assert.Contains("| rte | dense |", Narrow(run.Out), StringComparison.Ordinal);
        Assert.DoesNotContain("importance", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_Unknown_NamesThoseOfTheTable() =>
        Assert.Contains("--rows is 'rndom'; table 2 has dense, early-bird, early-bird-layerwise-40", Reproduce(2, "--tasks", "rte", "--rows", "rndom").Error, StringComparison.Ordinal);

    [Fact]
    public void DryRun_PaperScale_KnowsThePublishedSizesWithoutData()
    {
        var run = CliRun.Of("reproduce", "--table", "2", "--scale", "paper", "--data", _folder.PathOf("nothing"), "--out", Out, "--tasks", "mnli", "--dry-run").Succeeded();

        Assert.Contains("| mnli | dense | 3 | 392,702 | 128 | 9,204 |", Narrow(run.Out), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8")]
    [InlineData("0")]
    public void Table_NotInThePaper_IsWrongUsage(string table)
    {
        var run = CliRun.Of("reproduce", "--table", table, "--data", _folder.PathOf("data"), "--out", Out);

        Assert.Equal(2, run.Code);
        Assert.Contains($"--table is {table}; it can be 1 to 7.", run.Error, StringComparison.Ordinal);
    }

    private CliRun Reproduce(int table, params string[] options) =>
        CliRun.Of(["reproduce", "--table", $"{table}", "--data", _folder.PathOf("data"), "--out", Out, "--threads", "1", .. options]);

    /// <summary>The text with its columns' widths left aside.</summary>
    private static string Narrow(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Rte(int rows) => "index\tsentence1\tsentence2\tlabel\n" + string.Concat(Enumerable.Range(0, rows).Select(row =>
        $"{row}\tThe {(row % 2 == 0 ? "cat" : "dog")} number {row} sleeps.\tA cat sleeps.\t{(row % 2 == 0 ? "entailment" : "not_entailment")}\n"));
}
