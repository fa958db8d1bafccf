using EarlyBert.Cli.Output;

namespace EarlyBert.Cli.Tests.Output;

public sealed class MetricsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Report_Line_IsOnTheDiskAtOnce()
    {
        using var file = new MetricsFile(_folder.PathOf("metrics.jsonl"));

        file.Report(new TrainingProgress { Stage = TrainingStage.Train, Step = 1, Loss = 0.5 });

        using var reader = new StreamReader(new FileStream(_folder.PathOf("metrics.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Assert.Contains("\"loss\":0.5", reader.ReadToEnd());
    }

    [SkippableFact]
    public void Report_DiskFull_SaysSo()
    {
        Skip.IfNot(File.Exists("/dev/full"), "there is no /dev/full");
        using var file = new MetricsFile("/dev/full");

        var fault = Assert.Throws<EarlyBertException>(() => file.Report(new TrainingProgress { Stage = TrainingStage.Train }));

        Assert.Contains("/dev/full", fault.Message);
    }

    public void Dispose() => _folder.Dispose();
}
