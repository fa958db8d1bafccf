using EarlyBert.MLNet.Schemas;
using EarlyBert.MLNet.Tests.Support;
using Microsoft.ML;
using Microsoft.ML.Data;

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

    [Theory]
    [InlineData(DataKind.Boolean)]
    [InlineData(DataKind.SByte)]
    [InlineData(DataKind.Byte)]
    [InlineData(DataKind.Int16)]
    [InlineData(DataKind.UInt16)]
    [InlineData(DataKind.Int32)]
    [InlineData(DataKind.UInt32)]
    [InlineData(DataKind.Int64)]
    [InlineData(DataKind.UInt64)]
    [InlineData(DataKind.Single)]
    [InlineData(DataKind.Double)]
    public void Labels_OfAnyType_ComeBackAsThatType(DataKind kind)
    {
        var data = _context.Data.LoadFromEnumerable(new[] { new Review { Label = "1" }, new Review { Label = "0" } });
        var labels = _context.Transforms.Conversion.ConvertType("Label", outputKind: kind).Append(_context.Transforms.Conversion.MapValueToKey("Label"));
        var shape = labels.Append(_context.Transforms.EarlyBertClassifier()).Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel")).GetOutputSchema(Shapes.Of(data.Schema));

        var classes = ClassNames.Of(labels.Fit(data).Transform(data).Schema["Label"]);

        Assert.Equal($"PredictedLabel Scalar {kind}:", Describe(shape, "PredictedLabel"));
        Assert.Equal(kind.ToString(), classes.ValueType);
        Assert.Equal(kind == DataKind.Boolean ? ["True", "False"] : ["1", "0"], classes.Names);
        Assert.Equal(classes.Names, ClassNames.Of(classes.Names, classes.ValueType, "test").Names);
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
