using EarlyBert.Tasks;

namespace EarlyBert.Tests.Tasks;

public sealed class GlueTaskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("sst2", GlueSplit.Train, 67349, 29780)]
    [InlineData("sst2", GlueSplit.Dev, 872, 428)]
    [InlineData("cola", GlueSplit.Train, 8551, 2528)]
    [InlineData("cola", GlueSplit.Dev, 1043, 322)]
    [InlineData("mrpc", GlueSplit.Train, 3668, 1194)]
    [InlineData("mrpc", GlueSplit.Dev, 408, 129)]
    [InlineData("mrpc", GlueSplit.Test, 1725, 578)]
    [InlineData("rte", GlueSplit.Train, 2490, 1249)]
    [InlineData("rte", GlueSplit.Dev, 277, 146)]
    public void Read_OfficialFiles_HasTheOfficialCounts(string name, GlueSplit split, int rows, int ofClass0)
    {
        var glue = SharedData.TryFind("glue");
        Skip.If(glue is null, "shared/data/glue is not there");
        var task = GlueTask.Get(name);
        var read = task.Read(glue, split);
        Assert.Equal(rows, read.Count);
        Assert.Equal(ofClass0, read.Labels.Count(label => label == 0));
        Assert.Equal(task.HasPairs, read.Pairs is not null);
        Assert.Equal(read.Texts, task.Read(Path.Combine(glue, task.Folder), split).Texts);
    }

    [SkippableFact]
    public void Read_MrpcFromMicrosoftsFiles_IsTheSameAsTheSplitFiles()
    {
        var glue = SharedData.TryFind("glue/MRPC");
        Skip.If(glue is null, "shared/data/glue is not there");
        foreach (var file in new[] { "msr_paraphrase_train.txt", "dev_ids.tsv" })
            File.Copy(Path.Combine(glue, file), _folder.PathOf(file));
        var task = GlueTask.Get("mrpc");
        foreach (var split in new[] { GlueSplit.Train, GlueSplit.Dev })
        {
            var (expected, actual) = (task.Read(glue, split), task.Read(_folder.Root, split));
            Assert.Equal(Sorted(expected), Sorted(actual));
        }

        static IEnumerable<(string, string, int)> Sorted(LabelledTexts rows) =>
            rows.Texts.Select((text, row) => (text, rows.Pairs![row], rows.Labels[row])).OrderBy(row => row.text, StringComparer.Ordinal).ThenBy(row => row.Item2, StringComparer.Ordinal);
    }

    [Fact]
    public void Read_ColaWithoutHeader_TakesTheFirstLine()
    {
        _folder.Write("train.tsv", "gj04\t1\t\tThey \"drank\" the pub dry.\ngj04\t0\t*\tThey drank the pub.");
        var rows = GlueTask.Get("CoLA").Read(_folder.Root, GlueSplit.Train);
        Assert.Equal(["They \"drank\" the pub dry.", "They drank the pub."], rows.Texts);
        Assert.Equal([1, 0], rows.Labels);
    }

    [Fact]
    public void Read_RteLabels_KeepTheOrderOfTheTask()
    {
        _folder.Write("dev.tsv", "index\tsentence1\tsentence2\tlabel\n0\ta\tb\tnot_entailment\n1\tc\td\tentailment\n");
        Assert.Equal([1, 0], GlueTask.Get("rte").Read(_folder.Root, GlueSplit.Dev).Labels);
    }

    [Theory]
    [InlineData("sst2", "sst2")]
    [InlineData("SST-2", "sst2")]
    [InlineData("MRPC", "mrpc")]
    [InlineData("CoLA", "cola")]
    public void TryGet_NameInAnyCase_FindsTheTask(string given, string name)
    {
        Assert.True(GlueTask.TryGet(given, out var task));
        Assert.Equal(name, task.Name);
    }

    [Fact]
    public void Get_UnknownName_ListsTheTasks()
    {
        Assert.False(GlueTask.TryGet("qqp", out _));
        Assert.Contains("sst2, cola, mrpc, rte", Assert.Throws<EarlyBertException>(() => GlueTask.Get("qqp")).Message);
    }

    [Fact]
    public void All_MetricNames_AreKnown() =>
        Assert.All(GlueTask.All, task => Assert.NotEmpty(Metrics.Compute([0, 1], [0, 1], task.MetricNames)));

    [Fact]
    public void Read_TestSetWithoutLabels_SaysSo()
    {
        _folder.Write("train.tsv", "sentence\tlabel\n");
        Assert.Contains("dev set", Assert.Throws<EarlyBertException>(() => GlueTask.Get("sst2").Read(_folder.Root, GlueSplit.Test)).Message);
    }

    [Fact]
    public void Read_NoFiles_NamesTheFolder() =>
        Assert.Contains(_folder.Root, Assert.Throws<EarlyBertException>(() => GlueTask.Get("sst2").Read(_folder.Root, GlueSplit.Train)).Message);
}
