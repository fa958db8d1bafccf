using EarlyBert.MLNet.Fitting;
using EarlyBert.MLNet.Tests.Support;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet.Tests.Fitting;

public sealed class LabelledRowsTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void ReadTraining_Rows_KeepsTheirOrder()
    {
        var rows = Reviews.Make(10);
        var options = TrainedModel.Options();
        options.TextPairColumnName = "Second";

        var (read, classes) = Reader(options).ReadTraining(Keys(rows));

        Assert.Equal(["praise", "blame"], classes.Names);
        Assert.Equal(rows.Select(row => row.Text), read.Texts);
        Assert.Equal(rows.Select(row => row.Second), read.Pairs);
        Assert.Equal(rows.Select(row => row.Label == "praise" ? 0 : 1), read.Labels);
    }

    [Fact]
    public void ReadTraining_OneTextForBoth_IsReadTwice()
    {
        var options = TrainedModel.Options();
        options.TextPairColumnName = "Text";

        var (read, _) = Reader(options).ReadTraining(Keys(Reviews.Make(4)));

        Assert.Equal(read.Texts, read.Pairs);
    }

    [Theory]
    [InlineData(DataKind.Byte)]
    [InlineData(DataKind.UInt16)]
    [InlineData(DataKind.UInt32)]
    [InlineData(DataKind.UInt64)]
    public void ReadTraining_KeysOfEveryWidth_AreTheSameClasses(DataKind width)
    {
        var rows = Reviews.Make(6);
        var keys = Keys(rows);

        var (read, classes) = Reader().ReadTraining(_context.Transforms.Conversion.ConvertType("Label", outputKind: width).Fit(keys).Transform(keys));

        Assert.Equal(["praise", "blame"], classes.Names);
        Assert.Equal([0, 1, 0, 1, 0, 1], read.Labels);
    }

    [Fact]
    public void ReadValidation_KeysInAnotherOrder_MatchByName()
    {
        var rows = Reviews.Make(10);
        var (_, classes) = Reader().ReadTraining(Keys(rows));
        var reversed = Keys(rows.Reverse().ToArray());

        var read = Reader().ReadValidation(reversed, classes);

        Assert.Equal(["blame", "praise"], Gather.Values(reversed.Schema["Label"], "KeyValues"));
        Assert.Equal(rows.Reverse().Select(row => row.Label == "praise" ? 0 : 1), read.Labels);
    }

    [Fact]
    public void ReadValidation_UnknownClassSkipped_IsLeftOut()
    {
        var options = TrainedModel.Options();
        options.MissingLabel = MissingLabel.Skip;
        var (_, classes) = Reader().ReadTraining(Keys(Reviews.Make(10)));
        var rows = Reviews.Make(5);
        rows[1].Label = "shrug";

        Assert.Equal([0, 0, 1, 0], Reader(options).ReadValidation(Keys(rows), classes).Labels);
        Assert.Equal([0, 0, 1, 0], Reader(options).ReadValidation(_context.Data.LoadFromEnumerable(rows), classes).Labels);
    }

    [Fact]
    public void ReadValidation_LabelsThatTheTrainingSetLacks_AreNamed()
    {
        var (_, classes) = Reader().ReadTraining(Keys(Reviews.Make(10)));
        var rows = Reviews.Make(6);
        (rows[1].Label, rows[4].Label) = ("neither", "both");

        foreach (var view in new[] { Keys(rows), _context.Data.LoadFromEnumerable(rows) })
        {
            var fault = Assert.Throws<EarlyBertException>(() => Reader().ReadValidation(view, classes));
            Assert.Contains("2 of 6 rows of the validation set have no known label in column 'Label' (the training set does not have 'both', 'neither'), the first is row 2", fault.Message, StringComparison.Ordinal);
        }
    }

    private LabelledRows Reader(EarlyBertClassifierOptions? options = null)
    {
        options ??= TrainedModel.Options();
        return new(options, new TextRowReader(options, new TrainingLog(((IHostEnvironment)_context).Start("test"), null), CancellationToken.None));
    }

    private IDataView Keys(Review[] rows)
    {
        var data = _context.Data.LoadFromEnumerable(rows);
        return _context.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    }
}
