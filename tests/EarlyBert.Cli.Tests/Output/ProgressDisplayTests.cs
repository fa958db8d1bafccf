using EarlyBert.Cli.Output;

namespace EarlyBert.Cli.Tests.Output;

public sealed class ProgressDisplayTests
{
    private static string Show(bool interactive, IEnumerable<TrainingProgress> reports)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        ProgressDisplay.Show(new Terminal(output, error, TextReader.Null, interactive, CancellationToken.None), "run", display =>
        {
            foreach (var report in reports)
                display.Report(report);
            return true;
        });
        return output.ToString() + error;
    }

    [Fact]
    public void Show_ManyReports_PrintsALineATenth()
    {
        var reports = Enumerable.Range(1, 1000).Select(step => new TrainingProgress { Stage = TrainingStage.Train, Step = step, Steps = 1000, Loss = 0.25, SecondsLeft = 1000 - step });

        var lines = Show(interactive: false, reports).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.InRange(lines.Length, 10, 12);
        Assert.Equal("run train    step 1 of 1000, loss 0.250, 999 s left", lines[0]);
        Assert.Equal("run train    step 1000 of 1000, loss 0.250", lines[^1]);
    }

    [Fact]
    public void Show_MetricsMessagesAndWarnings_AreAlwaysPrinted()
    {
        var text = Show(interactive: false,
        [
            new() { Stage = TrainingStage.Prepare, Message = "so it is" },
            new() { Stage = TrainingStage.Draw, Message = "take care", IsWarning = true },
            new() { Stage = TrainingStage.Evaluate, Metrics = new Dictionary<string, double> { ["accuracy"] = 0.5 } },
        ]);

        Assert.Contains("prepare  so it is", text);
        Assert.Contains("warning: take care", text);
        Assert.Contains("evaluate accuracy 0.5000", text);
    }

    [Fact]
    public void Show_OnATerminal_TextWithBracketsIsNoMarkup()
    {
        var text = Show(interactive: true,
        [
            new() { Stage = TrainingStage.Prepare, Message = "the vocabulary has [PAD] and [red]" },
            new() { Stage = TrainingStage.Train, Step = 1, Steps = 2, Loss = 0.5 },
            new() { Stage = TrainingStage.Evaluate, Metrics = new Dictionary<string, double> { ["accuracy"] = 0.5 } },
        ]);

        Assert.Contains("[PAD] and [red]", text);
    }
}
