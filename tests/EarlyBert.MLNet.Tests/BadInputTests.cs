using EarlyBert.MLNet.Tests.Support;
using EarlyBert.Tickets;
using Microsoft.ML;

namespace EarlyBert.MLNet.Tests;

/// <summary>Each fault ends in one sentence of ours that names the value and says what to do.</summary>
public sealed class BadInputTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Fit_MissingTextColumn_NamesTheColumnsThereAre()
    {
        var options = TrainedModel.QuickOptions();
        options.TextColumnName = "Sentence";

        AssertFault(() => Keyed().Append(_context.Transforms.EarlyBertClassifier(options)).Fit(Data(Reviews.Make(8))), "no column 'Sentence'", "'Text'", "TextColumnName");
        AssertFault(() => _context.Transforms.EarlyBertClassifier(options).Fit(Keys(Reviews.Make(8))), "no column 'Sentence'");
    }

    [Fact]
    public void Fit_MissingLabelColumn_NamesIt()
    {
        var options = TrainedModel.QuickOptions();
        options.LabelColumnName = "Sentiment";

        AssertFault(() => _context.Transforms.EarlyBertClassifier(options).Fit(Data(Reviews.Make(8))), "no column 'Sentiment'", "LabelColumnName");
    }

    [Fact]
    public void Fit_LabelIsNoKey_SaysMapValueToKey()
    {
        var estimator = _context.Transforms.EarlyBertClassifier(TrainedModel.QuickOptions());

        AssertFault(() => estimator.Fit(Data(Reviews.Make(8))), "type String", "MapValueToKey(\"Label\")");
        AssertFault(() => _context.Transforms.SelectColumns("Label", "Text").Append(estimator).Fit(Data(Reviews.Make(8))), "type String", "MapValueToKey(\"Label\")");
    }

    [Fact]
    public void Fit_TextIsANumber_SaysItHasToBeText()
    {
        var options = TrainedModel.QuickOptions();
        options.TextColumnName = "Id";

        AssertFault(() => _context.Transforms.EarlyBertClassifier(options).Fit(Keys(Reviews.Make(8))), "'Id' is of type Int32", "single String");
    }

    [Fact]
    public void Fit_UnlabelledRows_GivesNumberAndFirstRow()
    {
        var rows = Reviews.Make(20);
        rows[6].Label = "";
        rows[11].Label = "";

        AssertFault(() => _context.Transforms.EarlyBertClassifier(TrainedModel.QuickOptions()).Fit(Keys(rows)), "2 of 20 rows", "the first is row 7", "MissingLabel");
    }

    [Fact]
    public void Fit_UnlabelledRowsSkipped_WarnsAndTrains()
    {
        var rows = Reviews.Make(40);
        rows[6].Label = "";
        var reports = new Reports();
        var options = TrainedModel.QuickOptions();
        options.MissingLabel = MissingLabel.Skip;
        options.Progress = reports;

        using var transformer = _context.Transforms.EarlyBertClassifier(options).Fit(Keys(rows));

        Assert.Contains(reports.All, report => report.IsWarning && report.Message!.Contains("1 of 40 rows", StringComparison.Ordinal) && report.Message.Contains("left out", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_NothingLabelled_SaysNothingIsLeft()
    {
        var rows = Reviews.Make(6);
        foreach (var row in rows)
            row.Label = "";
        var options = TrainedModel.QuickOptions();
        options.MissingLabel = MissingLabel.Skip;
        var keys = _context.Transforms.Conversion.MapValueToKey("Label").Fit(Data(Reviews.Make(4))).Transform(Data(rows));

        AssertFault(() => _context.Transforms.EarlyBertClassifier(options).Fit(keys), "6 of 6 rows", "nothing is left");
    }

    [Fact]
    public void Fit_OneClass_NamesIt()
    {
        var rows = Reviews.Make(20).Where(row => row.Label == "praise").ToArray();

        AssertFault(() => _context.Transforms.EarlyBertClassifier(TrainedModel.QuickOptions()).Fit(Keys(rows)), "All 10", "class 'praise'", "at least two");
    }

    [Fact]
    public void Fit_NoRows_SaysSo()
    {
        var keys = _context.Transforms.Conversion.MapValueToKey("Label").Fit(Data(Reviews.Make(4))).Transform(Data([]));

        AssertFault(() => _context.Transforms.EarlyBertClassifier(TrainedModel.QuickOptions()).Fit(keys), "training set has no rows");
    }

    [Fact]
    public void Fit_ValidationLabelUnknown_SaysWhichSet()
    {
        var rows = Reviews.Make(6);
        rows[2].Label = "shrug";
        var options = TrainedModel.QuickOptions();
        options.ValidationSet = Data(rows);

        AssertFault(() => _context.Transforms.EarlyBertClassifier(options).Fit(Keys(Reviews.Make(20))), "1 of 6 rows of the validation set", "row 3");
    }

    [Fact]
    public void Fit_ValidationLabelOfAnotherType_SaysKeyOrText()
    {
        var options = TrainedModel.QuickOptions();
        options.ValidationSet = _context.Data.LoadFromEnumerable(new[] { new Rated { Text = "good" } });

        AssertFault(() => _context.Transforms.EarlyBertClassifier(options).Fit(Keys(Reviews.Make(20))), "validation set", "Single", "key or text");
    }

    [Fact]
    public void Fit_TicketOfAnotherShape_NamesBothShapes()
    {
        var options = TrainedModel.QuickOptions();
        options.Ticket = new EarlyBirdTicket { Layers = 1, Heads = 4, Neurons = 8, KeptHeads = [[0, 1]], KeptNeurons = [[0, 1, 2]] };

        AssertFault(() => _context.Transforms.EarlyBertClassifier(options).Fit(Keys(Reviews.Make(20))), "1 layers with 4 heads", "2 layers with 2 heads");
    }

    [Fact]
    public void Fit_PretrainedFolderMissing_NamesIt()
    {
        var estimator = _context.Transforms.EarlyBertClassifier(pretrained: "models/none");

        AssertFault(() => estimator.Fit(Keys(Reviews.Make(20))), "models/none");
    }

    [Fact]
    public void EarlyBertClassifier_OptionsOutOfRange_NamesThemAll()
    {
        var options = TrainedModel.QuickOptions();
        options.EarlyBert.Draw.HeadRatio = 1;
        options.EarlyBert.Draw.NeuronRatio = -0.1;
        options.EarlyBert.MaxTokens = 1;

        AssertFault(() => _context.Transforms.EarlyBertClassifier(options), "Draw.HeadRatio is 1", "Draw.NeuronRatio is -0.1", "MaxTokens is 1");
    }

    [Fact]
    public void EarlyBertClassifier_UnknownSize_NamesTheSizes() =>
        AssertFault(() => _context.Transforms.EarlyBertClassifier(scratch: "huge"), "Scratch is 'huge'", "tiny, mini");

    [Fact]
    public void EarlyBertClassifier_EmptyOrEqualNames_SaysWhich()
    {
        AssertFault(() => _context.Transforms.EarlyBertClassifier(labelColumnName: ""), "LabelColumnName is empty");
        AssertFault(() => _context.Transforms.EarlyBertClassifier(outputColumnName: "A", scoreColumnName: "A"), "both 'A'");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(70000)]
    public void EarlyBertClassifier_BatchSizeOutOfRange_GivesTheRange(int batchSize)
    {
        var options = TrainedModel.QuickOptions();
        options.BatchSize = batchSize;

        AssertFault(() => _context.Transforms.EarlyBertClassifier(options), $"BatchSize is {batchSize}", "1 to 65536");
        AssertFault(() => _context.Transforms.EarlyBertFeaturizer("F", "Text", "models/none", batchSize), $"is {batchSize}", "1 to 65536");
    }

    [Fact]
    public void Fit_GpuThatIsNotThere_FollowsFallbackToCpu()
    {
        var context = new MLContext(seed: 1);
        var estimator = context.Transforms.EarlyBertClassifier(TrainedModel.QuickOptions());
        context.GpuDeviceId = 1000;
        var keys = Keys(Reviews.Make(30));

        AssertFault(() => estimator.Fit(keys), "GpuDeviceId is 1000", "FallbackToCpu");

        context.FallbackToCpu = true;
        using var transformer = estimator.Fit(keys);
        Assert.Contains(transformer.History, report => report.IsWarning && report.Message!.Contains("GpuDeviceId is 1000", StringComparison.Ordinal));
    }

    private static void AssertFault(Action act, params string[] words)
    {
        var fault = Assert.Throws<EarlyBertException>(act);
        Assert.All(words, word => Assert.Contains(word, fault.Message, StringComparison.Ordinal));
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    private IEstimator<ITransformer> Keyed() => _context.Transforms.Conversion.MapValueToKey("Label");

    private IDataView Data(Review[] rows) => _context.Data.LoadFromEnumerable(rows);

    private IDataView Keys(Review[] rows) => Keyed().Fit(Data(rows)).Transform(Data(rows));
}
