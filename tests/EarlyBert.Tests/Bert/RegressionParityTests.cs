using EarlyBert.Bert;
using EarlyBert.Tickets;
using EarlyBert.Training;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Bert;

/// <summary>The head that gives a number, against the recorded numbers.</summary>
public class RegressionParityTests
{
    private const string Folder = "03-regression";

    /// <summary>The recording itself is good to 3e-6 here, a third as good as in the other cases.</summary>
    private const double GradientTolerance = 3e-5;

    [Fact]
    public void Forward_RecordedModel_GivesRecordedNumbers()
    {
        using var model = Create();
        using var scope = NewDisposeScope();
        var expected = GoldenModel.Read($"{Folder}/outputs.safetensors");
        var batch = GoldenModel.Batch();

        var hidden = model.Bert.HiddenStates(batch.Input);

        for (var layer = 0; layer < hidden.Count; layer++)
            GoldenModel.AssertClose(expected[$"hidden_state.{layer}"], hidden[layer], $"hidden {layer}");
        GoldenModel.AssertClose(expected["pooled_output"], model.Bert.Pooled(batch.Input), "pooled");
        GoldenModel.AssertClose(expected["logits"], model.call(batch.Input), "outputs");
        model.eval();
        GoldenModel.AssertClose(expected["logits"], model.call(batch.Input), "outputs in evaluation");
    }

    [Fact]
    public void Backward_RecordedModel_GivesRecordedLossAndGradients()
    {
        using var model = Create();
        using var scope = NewDisposeScope();
        var scalars = GoldenData.Settings(Folder).GetProperty("scalars");
        var numbers = GoldenModel.Read($"{Folder}/outputs.safetensors")["labels"];

        var loss = TaskHead.Regression.Loss(model.call(GoldenModel.Batch().Input), numbers);
        loss.backward();

        Assert.Equal(scalars.GetProperty("loss").GetDouble(), loss.item<float>(), 1e-5);
        Assert.Equal(scalars.GetProperty("total_loss").GetDouble(), loss.item<float>() + new SlimmingCoefficients(model.Bert).Penalty(0, 0), 1e-5);
        var expected = GoldenModel.Read($"{Folder}/gradients.safetensors");
        foreach (var (name, parameter) in model.named_parameters())
            GoldenModel.AssertClose(expected[name], parameter.grad ?? zeros_like(parameter), name, GradientTolerance);
    }

    private static BertForSequenceClassification Create() =>
        GoldenModel.Create($"{Folder}/weights.safetensors", coefficients: true, TaskHead.Regression.Shape(GoldenModel.Config, ["LABEL_0"]));
}
