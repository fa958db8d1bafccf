using System.Globalization;
using EarlyBert.MLNet.Schemas;
using EarlyBert.MLNet.Tests.Support;
using EarlyBert.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Tests;

/// <summary>A vector as the label: any number of labels a row.</summary>
[Collection(TrainedModelGroup.Name)]
public sealed class MultiLabelTests : IDisposable
{
    private readonly MLContext _context = new(seed: 5);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fit_VectorOfNumbers_PredictsSlotsAndIsTheSameEverywhere()
    {
        var options = TrainedModel.Options();
        options.ValidationSet = Labelled(Topics.Make(24));
        options.EarlyBert.Thresholds = LabelThresholds.BestF1;
        var data = _context.Data.LoadFromEnumerable(Topics.Make(96));
        using var model = Label.Append(_context.Transforms.EarlyBertClassifier(options)).Fit(data);
        _context.Model.Save(model, data.Schema, _folder.PathOf("model.zip"));
        var transformer = (EarlyBertClassifierTransformer)model.LastTransformer;

        var scored = model.Transform(data);
        var predicted = scored.Schema["PredictedLabel"];
        Assert.Equal(new VectorDataViewType(BooleanDataViewType.Instance, 2), predicted.Type);
        Assert.Equal(["Fish", "Bird"], Gather.Values(predicted, "SlotNames"));
        Assert.Equal(["Fish", "Bird"], Gather.Values(scored.Schema["Score"], "SlotNames"));
        Assert.Equal("MultiLabelClassification", Gather.Value(scored.Schema["Score"], "ScoreColumnKind"));
        Assert.Equal("Probability", Gather.Value(scored.Schema["Score"], "ScoreValueKind"));
        var labels = scored.GetColumn<bool[]>("PredictedLabel").ToArray();
        Assert.True(labels.Zip(Topics.Make(96)).Average(row => row.First[0] == (row.Second.Fish == 1) && row.First[1] == (row.Second.Bird == 1) ? 1.0 : 0) > 0.9);

        using var loaded = (TransformerChain<ITransformer>)new MLContext().Model.Load(_folder.PathOf("model.zip"), out _);
        var again = Assert.IsType<EarlyBertClassifierTransformer>(loaded.Last());
        Assert.True(again.Classifier.IsMultiLabel);
        Assert.Equal(transformer.Classifier.Thresholds, again.Classifier.Thresholds);
        Assert.Equal(scored.GetColumn<float[]>("Score"), loaded.Transform(data).GetColumn<float[]>("Score"));

        using var engine = _context.Model.CreatePredictionEngine<Topic, TopicPrediction>(model);
        var one = engine.Predict(new Topic { Text = Topics.Texts[0] });
        Assert.Equal([true, true], one.PredictedLabel);
        Assert.All(one.Score, score => Assert.InRange(score, 0, 1));

        _context.Model.Save(transformer, _context.Data.LoadFromEnumerable(Topics.Make(1)).Schema, _folder.PathOf("alone.zip"));
        var columns = Loader.Run([_folder.PathOf("alone.zip"), .. Topics.Texts]);
        Assert.Equal(["Fish+Bird", "Fish", "none"], columns.Skip(1).Select(line => line.Split('\t')[0]));
        var scores = transformer.Classifier.Score(Topics.Texts);
        Assert.Equal(scores[0][0], float.Parse(columns[1].Split('\t')[1].Split(' ')[0], CultureInfo.InvariantCulture), 1e-5f);
    }

    [Fact]
    public void Fit_VectorOfFlagsWithoutNames_CallsSlotsByIndex()
    {
        var rows = Topics.Make(32).Select(topic => new Flagged { Text = topic.Text, Label = [topic.Fish == 1, topic.Bird == 1] });

        using var model = _context.Transforms.EarlyBertClassifier(TrainedModel.QuickOptions()).Fit(_context.Data.LoadFromEnumerable(rows));

        Assert.Equal(["0", "1"], model.Classifier.Labels);
    }

    [Fact]
    public void GetOutputSchema_VectorLabel_AddsVectors()
    {
        var input = Shapes.Of(_context.Data.LoadFromEnumerable(Topics.Make(2)).Schema);

        var output = Label.Append(_context.Transforms.EarlyBertClassifier()).GetOutputSchema(input);

        var predicted = output.Single(column => column.Name == "PredictedLabel");
        Assert.Equal((SchemaShape.Column.VectorKind.Vector, (DataViewType)BooleanDataViewType.Instance), (predicted.Kind, predicted.ItemType));
        Assert.Contains("SlotNames", predicted.Annotations.Select(annotation => annotation.Name));
    }

    [Fact]
    public void Fit_ValidationSetWithOtherLabels_NamesThem()
    {
        var options = TrainedModel.QuickOptions();
        options.ValidationSet = _context.Transforms.CopyColumns("Mammal", "Bird").Append(_context.Transforms.Concatenate("Label", "Fish", "Mammal")).Fit(Data(8)).Transform(Data(8));

        var fault = Assert.Throws<EarlyBertException>(() => Label.Append(_context.Transforms.EarlyBertClassifier(options)).Fit(Data(16)));

        Assert.Contains("only the validation set has 'Mammal', only the training set has 'Bird'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ValidationSlotsInAnotherOrder_MatchByName()
    {
        var options = TrainedModel.Options();
        options.ValidationSet = _context.Transforms.Concatenate("Label", "Bird", "Fish").Fit(Data(48)).Transform(Data(48));

        using var model = Label.Append(_context.Transforms.EarlyBertClassifier(options)).Fit(Data(96));

        Assert.True(((EarlyBertClassifierTransformer)model.LastTransformer).History.Last(report => report.Metrics is not null).Metrics!["micro_f1"] > 0.9);
    }

    [Fact]
    public void Fit_NumberOtherThanZeroOrOne_NamesTheRow()
    {
        var rows = Topics.Make(8);
        rows[3].Bird = 2;

        var fault = Assert.Throws<EarlyBertException>(() => Label.Append(_context.Transforms.EarlyBertClassifier(TrainedModel.QuickOptions())).Fit(_context.Data.LoadFromEnumerable(rows)));

        Assert.Contains("Row 4 of the training set has 2 in slot 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_VectorOfOtherNumbers_SaysWhatIsAllowed()
    {
        var pipeline = Label.Append(_context.Transforms.Conversion.ConvertType("Label", outputKind: DataKind.Double)).Append(_context.Transforms.EarlyBertClassifier());

        Assert.Contains("vector of known size of Boolean or Single", Assert.Throws<EarlyBertException>(() => pipeline.Fit(Data(4))).Message, StringComparison.Ordinal);
    }

    private IEstimator<ITransformer> Label => _context.Transforms.Concatenate("Label", "Fish", "Bird");

    private IDataView Data(int rows) => _context.Data.LoadFromEnumerable(Topics.Make(rows));

    private IDataView Labelled(Topic[] rows) => Label.Fit(_context.Data.LoadFromEnumerable(rows)).Transform(_context.Data.LoadFromEnumerable(rows));
}
