using EarlyBert.Bert;
using EarlyBert.Tickets;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Bert;

public class ParityTests
{
    [Theory]
    [InlineData("01-classification", true)]
    [InlineData("02-classification-no-coefficients", false)]
    public void Forward_RecordedModel_GivesRecordedNumbers(string folder, bool coefficients)
    {
        using var model = GoldenModel.Create($"{folder}/weights.safetensors", coefficients);
        using var scope = NewDisposeScope();
        var expected = GoldenModel.Read($"{folder}/outputs.safetensors");
        var batch = GoldenModel.Batch();

        var hidden = model.Bert.HiddenStates(batch.Input);

        for (var layer = 0; layer < hidden.Count; layer++)
            GoldenModel.AssertClose(expected[$"hidden_state.{layer}"], hidden[layer], $"hidden {layer}");
        GoldenModel.AssertClose(expected["pooled_output"], model.Bert.Pooled(batch.Input), "pooled");
        GoldenModel.AssertClose(expected["logits"], model.call(batch.Input), "logits");
        model.eval();
        GoldenModel.AssertClose(expected["logits"], model.call(batch.Input), "logits in evaluation");
    }

    [Theory]
    [InlineData("01-classification", true, 1e-4)]
    [InlineData("02-classification-no-coefficients", false, 0)]
    public void Backward_RecordedModel_GivesRecordedGradients(string folder, bool coefficients, double penalty)
    {
        using var model = GoldenModel.Create($"{folder}/weights.safetensors", coefficients);
        using var scope = NewDisposeScope();
        var scalars = GoldenData.Settings(folder).GetProperty("scalars");

        var loss = GoldenModel.Loss(model, GoldenModel.Batch());
        loss.backward();
        var slimming = new SlimmingCoefficients(model.Bert);
        slimming.AddPenaltyGradients(penalty, penalty);

        Assert.Equal(scalars.GetProperty("loss").GetDouble(), loss.item<float>(), 1e-5);
        Assert.Equal(scalars.GetProperty("total_loss").GetDouble(), loss.item<float>() + slimming.Penalty(penalty, penalty), 1e-5);
        var expected = GoldenModel.Read($"{folder}/gradients.safetensors");
        foreach (var (name, parameter) in model.named_parameters())
            GoldenModel.AssertClose(expected[name], parameter.grad ?? zeros_like(parameter), name);
    }

    [Fact]
    public void FirstTokenOnly_LastLayer_EqualsTheWholeLayer()
    {
        using var model = GoldenModel.Create("01-classification/weights.safetensors", coefficients: true);
        using var scope = NewDisposeScope();
        var batch = GoldenModel.Batch();

        var whole = model.Bert.call(batch.Input).select(1, 0);
        var pooled = model.Bert.Pooled(batch.Input);

        var dense = model.state_dict();
        GoldenModel.AssertClose(nn.functional.linear(whole, dense["bert.pooler.dense.weight"], dense["bert.pooler.dense.bias"]).tanh(), pooled, "pooled");
    }

    [Fact]
    public void Initialize_SameSeed_SameBitsAndRecordedScale()
    {
        using var a = new BertForSequenceClassification(GoldenModel.Config);
        using var b = new BertForSequenceClassification(GoldenModel.Config);
        BertInitialization.Initialize(a, GoldenModel.Config, 7);
        BertInitialization.Initialize(b, GoldenModel.Config, 7);

        foreach (var (name, parameter) in a.named_parameters())
            Assert.True(parameter.bytes.SequenceEqual(b.get_parameter(name)!.bytes), name);
        var matrix = a.get_parameter("bert.encoder.layer.0.attention.self.query.weight")!;
        Assert.Equal(0.02, matrix.std().item<float>(), 0.002);
        Assert.Equal(0, a.get_parameter("bert.embeddings.word_embeddings.weight")![0].abs().max().item<float>());
    }
}
