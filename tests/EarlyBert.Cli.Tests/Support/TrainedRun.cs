namespace EarlyBert.Cli.Tests;

/// <summary>One early-bird run on toy data, which many tests look at and none changes.</summary>
public sealed class TrainedRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainedRun()
    {
        Train = _folder.Write("train.tsv", ToyFiles.Table(64));
        Dev = _folder.Write("dev.tsv", ToyFiles.Table(24));
        Out = _folder.PathOf("run");
        Output = CliRun.Of(["finetune", .. Data, .. ToyFiles.Quick, "--out", Out]).Succeeded().Out;
    }

    public string Train { get; }

    public string Dev { get; }

    /// <summary>The run's folder.</summary>
    public string Out { get; }

    /// <summary>What the run printed.</summary>
    public string Output { get; }

    public string[] Data => ["--train", Train, "--dev", Dev, "--text", "review", "--label", "verdict"];

    public string[] DevData => ["--dev", Dev, "--text", "review", "--label", "verdict"];

    /// <summary>A file of the run.</summary>
    public string File(string name) => Path.Combine(Out, name);

    public void Dispose() => _folder.Dispose();
}
