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
    [InlineData("qnli", GlueSplit.Dev, 5463, 2702)]
    [InlineData("wnli", GlueSplit.Train, 635, 323)]
    [InlineData("wnli", GlueSplit.Dev, 71, 40)]
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
    [InlineData("sts-b", "stsb")]
    [InlineData("diagnostic", "ax")]
    public void TryGet_NameInAnyCase_FindsTheTask(string given, string name)
    {
        Assert.True(GlueTask.TryGet(given, out var task));
        Assert.Equal(name, task.Name);
    }

    [Fact]
    public void Get_UnknownName_ListsTheTasks()
    {
        Assert.False(GlueTask.TryGet("imdb", out _));
        Assert.Contains("cola, sst2, mrpc, stsb, qqp, mnli, qnli, rte, wnli, ax", Assert.Throws<EarlyBertException>(() => GlueTask.Get("imdb")).Message);
    }

    [Fact]
    public void All_MetricNames_AreKnown() =>
        Assert.All(GlueTask.All, task => Assert.NotEmpty(task.IsRegression ? RegressionMetrics.Compute([0, 1], [0, 1], task.MetricNames) : Metrics.Compute([0, 1], [0, 1], task.MetricNames)));

    [SkippableTheory]
    [InlineData("cola", 1063, "0")]
    [InlineData("sst2", 1821, "0")]
    [InlineData("mrpc", 1725, "0")]
    [InlineData("stsb", 1379, "0")]
    [InlineData("qnli", 5463, "0")]
    [InlineData("rte", 3000, "0")]
    [InlineData("wnli", 146, "0")]
    public void ReadTest_OfficialFiles_HasTheOfficialCounts(string name, int rows, string firstId)
    {
        var glue = SharedData.TryFind("glue");
        Skip.If(glue is null, "shared/data/glue is not there");
        var read = GlueTask.Get(name).ReadTest(glue);
        Assert.Equal((rows, rows, firstId), (read.Ids.Count, read.Texts.Count, read.Ids[0]));
        Assert.Equal(read.Task.HasPairs, read.Pairs?.Count == rows);
        Assert.Equal(Enumerable.Range(0, rows).Select(row => $"{row}"), read.Ids);
    }

    [SkippableTheory]
    [InlineData(GlueSplit.Train, 5749, 2.701)]
    [InlineData(GlueSplit.Dev, 1500, 2.364)]
    public void ReadScores_OfficialFiles_HasTheOfficialCountsAndMeans(GlueSplit split, int rows, double mean)
    {
        var glue = SharedData.TryFind("glue");
        Skip.If(glue is null, "shared/data/glue is not there");
        var read = GlueTask.Get("stsb").ReadScores(glue, split);
        Assert.Equal((rows, rows, rows), (read.Texts.Count, read.Pairs!.Count, read.Scores.Count));
        Assert.Equal(mean, read.Scores.Average(), 0.0005);
        Assert.All(read.Scores, score => Assert.InRange(score, 0, 5));
    }

    [Fact]
    public void Read_Mnli_HasTwoDevAndTwoTestSets()
    {
        const string header = "index\tsentence1\tsentence2\tlabel1\tgold_label\n";
        _folder.Write("dev_matched.tsv", header + "0\ta\tb\tneutral\tcontradiction\n");
        _folder.Write("dev_mismatched.tsv", header + "0\tc\td\tneutral\tentailment\n");
        _folder.Write("test_mismatched.tsv", "index\tsentence1\tsentence2\n7\te\tf\n");
        var task = GlueTask.Get("mnli");

        Assert.Equal(("a", 2), (task.Read(_folder.Root, GlueSplit.Dev).Texts[0], task.Read(_folder.Root, GlueSplit.Dev).Labels[0]));
        Assert.Equal(("c", 0), (task.Read(_folder.Root, GlueSplit.DevMismatched).Texts[0], task.Read(_folder.Root, GlueSplit.DevMismatched).Labels[0]));
        var path = task.ReadTest(_folder.Root, GlueSplit.TestMismatched).Write(_folder.PathOf("out"), [1]);
        Assert.Equal("MNLI-mm.tsv", Path.GetFileName(path));
        Assert.Equal("index\tprediction\n7\tneutral\n", File.ReadAllText(path));
        Assert.Contains("only mnli", Assert.Throws<EarlyBertException>(() => GlueTask.Get("rte").ReadTest(_folder.Root, GlueSplit.TestMismatched)).Message);
    }

    [Fact]
    public void Read_QqpRowCutShort_IsPassedOver()
    {
        _folder.Write("train.tsv", "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n0\t1\t2\ta\tb\t1\n1\t3\t4\tc\n2\t5\t6\t\"d\te\t0\n");
        var rows = GlueTask.Get("qqp").Read(_folder.Root, GlueSplit.Train);
        Assert.Equal(["a", "\"d"], rows.Texts);
        Assert.Equal([1, 0], rows.Labels);
    }

    [Fact]
    public void Write_StsB_BringsScoresIntoRangeWithThreeDecimals()
    {
        _folder.Write("train.tsv", "");
        _folder.Write("test.tsv", "index\tsentence1\tsentence2\n0\ta\tb\n1\tc\td\n2\te\tf\n");
        var path = GlueTask.Get("stsb").ReadTest(_folder.Root).Write(_folder.Root, [-0.2f, 2.34567f, 5.3f]);
        Assert.Equal("index\tprediction\n0\t0.000\n1\t2.346\n2\t5.000\n", File.ReadAllText(path));
        Assert.Equal("STS-B.tsv", Path.GetFileName(path));
    }

    [Theory]
    [InlineData("high", "'high'")]
    [InlineData("NaN", "'NaN'")]
    public void ReadScores_NoNumber_NamesTheLine(string score, string shown)
    {
        _folder.Write("dev.tsv", $"index\tsentence1\tsentence2\tscore\n0\ta\tb\t1.0\n1\tc\td\t{score}\n");
        var fault = Assert.Throws<EarlyBertException>(() => GlueTask.Get("stsb").ReadScores(_folder.Root, GlueSplit.Dev));
        Assert.Contains(shown, fault.Message);
        Assert.Contains("line 3", fault.Message);
    }

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
