using EarlyBert.MLNet.Schemas;
using EarlyBert.MLNet.Tests.Support;
using Microsoft.ML;

namespace EarlyBert.MLNet.Tests.Schemas;

public sealed class EstimatorSchemaTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void GetOutputSchema_KeyLabel_AddsPredictedLabelAndScore()
    {
        var input = Shapes.Of(_context.Data.LoadFromEnumerable(Reviews.Make(4)).Schema);

        var output = _context.Transforms.Conversion.MapValueToKey("Label").Append(_context.Transforms.EarlyBertClassifier()).GetOutputSchema(input);

        Assert.Equal("PredictedLabel Scalar UInt32 key: KeyValues", Describe(output, "PredictedLabel"));
        Assert.Equal("Score Vector Single: SlotNames TrainingLabelValues ScoreColumnKind ScoreValueKind", Describe(output, "Score"));
        Assert.Equal("Text Scalar String:", Describe(output, "Text"));
    }

    [Fact]
    public void GetOutputSchema_MapKeyToValueAfterwards_KnowsTheLabelsType()
    {
        var reviews = Shapes.Of(_context.Data.LoadFromEnumerable(Reviews.Make(4)).Schema);
        var rated = Shapes.Of(_context.Data.LoadFromEnumerable(new[] { new Rated() }).Schema);
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label").Append(_context.Transforms.EarlyBertClassifier())
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));

        Assert.StartsWith("PredictedLabel Scalar String:", Describe(pipeline.GetOutputSchema(reviews), "PredictedLabel"), StringComparison.Ordinal);
        Assert.StartsWith("PredictedLabel Scalar Single:", Describe(pipeline.GetOutputSchema(rated), "PredictedLabel"), StringComparison.Ordinal);
    }

    [Fact]
    public void GetOutputSchema_OwnColumnNames_AreUsed()
    {
        var input = Shapes.Of(_context.Data.LoadFromEnumerable(Reviews.Make(4)).Schema);

        var output = _context.Transforms.Conversion.MapValueToKey("Gold", "Label")
            .Append(_context.MulticlassClassification.Trainers.EarlyBertClassifier("Gold", "Text", "Second", "Guess", "Chances")).GetOutputSchema(input);

        Assert.Equal("Guess Scalar UInt32 key: KeyValues", Describe(output, "Guess"));
        Assert.StartsWith("Chances Vector Single:", Describe(output, "Chances"), StringComparison.Ordinal);
    }

    [Fact]
    public void GetOutputSchema_Featurizer_AddsAKnownSizeVector()
    {
        var input = Shapes.Of(_context.Data.LoadFromEnumerable(Reviews.Make(4)).Schema);

        var output = _context.Transforms.EarlyBertFeaturizer("Features", "Text", "models/none").GetOutputSchema(input);

        Assert.Equal("Features Vector Single:", Describe(output, "Features"));
    }

    private static string Describe(SchemaShape shape, string name)
    {
        var column = shape.Single(candidate => candidate.Name == name);
        return $"{name} {column.Kind} {column.ItemType}{(column.IsKey ? " key" : "")}: {string.Join(" ", column.Annotations.Select(annotation => annotation.Name))}".TrimEnd();
    }
}
