using EarlyBert.Bert;
using EarlyBert.Training;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Tests;

/// <summary>The small model, batch and numbers that were recorded from the original Python (Golden/README.md).</summary>
internal static class GoldenModel
{
    public static BertConfig Config { get; } = new()
    {
        VocabSize = 99,
        HiddenSize = 36,
        NumHiddenLayers = 2,
        NumAttentionHeads = 3,
        IntermediateSize = 37,
        MaxPositionEmbeddings = 50,
        HiddenDropoutProb = 0,
        AttentionProbsDropoutProb = 0,
        Labels = ["a", "b", "c"],
    };

    public static IReadOnlyDictionary<string, Tensor> Read(string relative) => SafeTensors.Read(GoldenData.PathOf(relative));

    public static BertForSequenceClassification Create(string weights, bool coefficients, BertConfig? config = null)
    {
        var model = new BertForSequenceClassification(config ?? Config, coefficients);
        StateDict.Load(model, Read(weights), weights);
        model.train();
        return model;
    }

    public static TrainingBatch Batch()
    {
        var batch = Read("batch.safetensors");
        var labels = Read("01-classification/outputs.safetensors")["labels"];
        return new TrainingBatch(new BertInput(batch["input_ids"], batch["attention_mask"].to(ScalarType.Float32), batch["token_type_ids"]), labels, 4, 28);
    }

    public static Tensor Loss(BertForSequenceClassification model, TrainingBatch batch) => nn.functional.cross_entropy(model.call(batch.Input), batch.Labels);

    /// <summary>The largest difference to the recorded numbers is within 1e-5 relative to their largest.</summary>
    public static void AssertClose(Tensor expected, Tensor actual, string name, double tolerance = 1e-5)
    {
        Assert.Equal(expected.shape, actual.shape);
        var difference = expected.sub(actual).abs().max().item<float>();
        var scale = Math.Max(1, expected.abs().max().item<float>());
        Assert.True(difference <= tolerance * scale, $"{name}: difference {difference}, allowed {tolerance * scale}");
    }
}
