using EarlyBert.Weights.TensorFlow;

namespace EarlyBert.Tests.Weights.TensorFlow;

public sealed class TensorFlowNamesTests
{
    [Theory]
    [InlineData("bert/embeddings/word_embeddings", "bert.embeddings.word_embeddings.weight", false)]
    [InlineData("bert/embeddings/LayerNorm/gamma", "bert.embeddings.LayerNorm.weight", false)]
    [InlineData("bert/embeddings/LayerNorm/beta", "bert.embeddings.LayerNorm.bias", false)]
    [InlineData("bert/encoder/layer_0/attention/self/query/kernel", "bert.encoder.layer.0.attention.self.query.weight", true)]
    [InlineData("bert/encoder/layer_11/attention/output/dense/bias", "bert.encoder.layer.11.attention.output.dense.bias", false)]
    [InlineData("bert/pooler/dense/kernel", "bert.pooler.dense.weight", true)]
    [InlineData("cls/predictions/output_bias", "cls.predictions.bias", false)]
    [InlineData("cls/predictions/transform/dense/kernel", "cls.predictions.transform.dense.weight", true)]
    [InlineData("cls/seq_relationship/output_weights", "cls.seq_relationship.weight", false)]
    [InlineData("cls/seq_relationship/output_bias", "cls.seq_relationship.bias", false)]
    [InlineData("output_weights", "classifier.weight", false)]
    [InlineData("output_bias", "classifier.bias", false)]
    [InlineData("cls/squad/output_weights", "qa_outputs.weight", false)]
    public void ToHuggingFace_VariableOfTheModel_HasItsName(string variable, string name, bool isTransposed) => Assert.Equal((name, isTransposed), TensorFlowNames.ToHuggingFace(variable));

    [Theory]
    [InlineData("")]
    [InlineData("global_step")]
    [InlineData("bert/pooler/dense/kernel/adam_m")]
    [InlineData("bert/pooler/dense/kernel/adam_v")]
    [InlineData("output_bias/Adam_1")]
    public void ToHuggingFace_OtherVariable_IsPassedOver(string variable) => Assert.Null(TensorFlowNames.ToHuggingFace(variable));
}
