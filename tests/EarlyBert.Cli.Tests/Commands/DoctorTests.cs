namespace EarlyBert.Cli.Tests.Commands;

public sealed class DoctorTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Doctor_NoPath_DescribesTheEnvironment()
    {
        var text = CliRun.Of("doctor").Succeeded().Out;

        Assert.All(new[] { "stack", "TorchSharp", "Microsoft.ML", "threads", "device", "blas" }, word => Assert.Contains(word, text));
    }

    [Fact]
    public void Doctor_RunFolder_FindsNothingWrong()
    {
        var lines = CliRun.Of("doctor", run.Out).Succeeded().Lines;

        Assert.Equal(5, lines.Length);
        Assert.All(lines, line => Assert.StartsWith("fine", line));
        Assert.Contains(lines, line => line.Contains("classes no, yes"));
    }

    [Theory]
    [InlineData("model.zip")]
    [InlineData("ticket.json")]
    [InlineData("search.json")]
    [InlineData("options.json")]
    [InlineData("model/model.safetensors")]
    public void Doctor_FileOfARun_IsFine(string name) => CliRun.Of("doctor", run.File(name)).Succeeded();

    [Theory]
    [InlineData("model.zip")]
    [InlineData("ticket.json")]
    [InlineData("search.json")]
    [InlineData("options.json")]
    [InlineData("model/model.safetensors")]
    public void Doctor_HalfAFile_SaysWhatIsWrong(string name)
    {
        var whole = File.ReadAllBytes(run.File(name));
        var path = _folder.Write(Path.GetFileName(name), whole[..(whole.Length / 2)]);

        var result = CliRun.Of("doctor", path);

        Assert.Equal(1, result.Code);
        Assert.StartsWith("wrong", Assert.Single(result.Lines));
    }

    [Fact]
    public void Doctor_Table_NamesColumnsAndTheLabel()
    {
        var line = CliRun.Of("doctor", run.Train).Succeeded().Lines.Single();

        Assert.Contains("2 columns: 0 ('review', text); 1 ('verdict', 2 values, it may be the label)", line);
    }

    [Theory]
    [InlineData("empty.tsv", "", "empty")]
    [InlineData("one.tsv", "a;b\nc;d\n", "--separator")]
    [InlineData("short.tsv", "a\tb\nc\n", "Line 2")]
    public void Doctor_BadTable_SaysWhatIsWrong(string name, string content, string reason)
    {
        var result = CliRun.Of("doctor", _folder.Write(name, content));

        Assert.Equal(1, result.Code);
        Assert.Contains(reason, result.Out);
    }

    [Fact]
    public void Doctor_NothingThere_SaysSo() => Assert.Equal(1, CliRun.Of("doctor", _folder.PathOf("nothing")).Code);

    [Fact]
    public void Doctor_UnknownFolder_SaysSo() => Assert.Equal(1, CliRun.Of("doctor", _folder.Root).Code);

    public void Dispose() => _folder.Dispose();
}
