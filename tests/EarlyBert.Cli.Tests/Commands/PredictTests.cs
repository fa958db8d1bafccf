using System.Globalization;
using System.Text.Json;

namespace EarlyBert.Cli.Tests.Commands;

public sealed class PredictTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Predict_Arguments_PrintsLabelProbabilityAndText()
    {
        var lines = CliRun.Of("predict", "--model", run.File("model.zip"), "the film was good", "the film was bad").Succeeded().Lines;

        Assert.Equal(2, lines.Length);
        var fields = lines[0].Split('\t');
        Assert.Contains(fields[0], new[] { "yes", "no" });
        Assert.InRange(double.Parse(fields[1], CultureInfo.InvariantCulture), 0.5, 1);
        Assert.Equal("the film was good", fields[2]);
    }

    [Fact]
    public void Predict_FolderAndZip_SayTheSame() => Assert.Equal(
        CliRun.Of("predict", "--model", run.File("model"), "the song was poor").Succeeded().Out,
        CliRun.Of("predict", "--model", run.File("model.zip"), "the song was poor").Succeeded().Out);

    [Fact]
    public void Predict_StandardInput_TakesATextALine() =>
        Assert.Equal(3, CliRun.With(["predict", "--model", run.Out], input: "one\ntwo\nthree\n").Succeeded().Lines.Length);

    [Fact]
    public void Predict_File_TakesATextALine() =>
        Assert.Equal(300, CliRun.Of("predict", "--model", run.Out, "--text-file", _folder.Write("texts.txt", string.Concat(Enumerable.Repeat("a play\n", 300)))).Succeeded().Lines.Length);

    [Fact]
    public void Predict_Json_HasAllProbabilities()
    {
        var line = JsonDocument.Parse(CliRun.Of("predict", "--model", run.Out, "--json", "the play was great").Succeeded().Lines.Single()).RootElement;

        Assert.Equal("the play was great", line.GetProperty("text").GetString());
        var scores = line.GetProperty("scores").EnumerateObject().ToDictionary(score => score.Name, score => score.Value.GetDouble());
        Assert.Equal(1, scores.Values.Sum(), 1e-5);
        Assert.Equal(scores.MaxBy(score => score.Value).Key, line.GetProperty("label").GetString());
    }

    [Fact]
    public void Predict_MissingFile_SaysSo() =>
        CliRun.Of("predict", "--model", run.Out, "--text-file", _folder.PathOf("nothing.txt")).FailedWith("nothing.txt");

    [Fact]
    public void Predict_PairWithoutTab_SaysSo() =>
        CliRun.Of("predict", "--model", run.Out, "--pairs", "only one").FailedWith("'only one'", "tab");

    public void Dispose() => _folder.Dispose();
}
