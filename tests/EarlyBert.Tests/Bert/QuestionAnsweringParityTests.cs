using EarlyBert.Bert;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Bert;

/// <summary>The head that points at an answer, against the recorded numbers.</summary>
public class QuestionAnsweringParityTests
{
    private const string Folder = "04-question-answering";

    [Fact]
    public void Forward_RecordedModel_GivesRecordedLogits()
    {
        using var model = Create();
        using var scope = NewDisposeScope();
        var expected = GoldenModel.Read($"{Folder}/outputs.safetensors");
        var batch = GoldenModel.Batch();

        var logits = model.call(batch.Input);

        GoldenModel.AssertClose(expected["hidden_state.2"], model.Bert.call(batch.Input), "hidden states");
        GoldenModel.AssertClose(expected["start_logits"], logits.select(2, 0), "start logits");
        GoldenModel.AssertClose(expected["end_logits"], logits.select(2, 1), "end logits");
        model.eval();
        GoldenModel.AssertClose(logits, model.call(batch.Input), "logits in evaluation");
    }

    [Fact]
    public void Backward_PositionOutsideTheInput_GivesRecordedLossAndGradients()
    {
        using var model = Create();
        using var scope = NewDisposeScope();
        var expected = GoldenModel.Read($"{Folder}/outputs.safetensors");
        var positions = stack([expected["start_positions"], expected["end_positions"]], 1);                 // one of them is 15, of 13

        var loss = BertForQuestionAnswering.Loss(model.call(GoldenModel.Batch().Input), positions);
        loss.backward();

        Assert.Equal(GoldenData.Settings(Folder).GetProperty("scalars").GetProperty("loss").GetDouble(), loss.item<float>(), 1e-5);
        var gradients = GoldenModel.Read($"{Folder}/gradients.safetensors");
        foreach (var (name, parameter) in model.named_parameters())
            GoldenModel.AssertClose(gradients[name], parameter.grad ?? zeros_like(parameter), name);
    }

    [Fact]
    public void Loss_OneSideAlone_IsHalfItsCrossEntropy()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[] { 0, 2, 0, 0, 0, 1 }, [1, 3, 2]);                                   // start: 0, 0, 0; end: 2, 0, 1
        var expected = 0.5 * (Math.Log(3) + Math.Log(Math.Exp(2) + 1 + Math.E) - 1);

        Assert.Equal(expected, BertForQuestionAnswering.Loss(logits, tensor(new long[] { 1, 2 }, [1, 2])).item<float>(), 1e-6);
        // Both sides below the input count as token 0.
        Assert.Equal(0.5 * (Math.Log(3) + Math.Log(Math.Exp(2) + 1 + Math.E) - 2), BertForQuestionAnswering.Loss(logits, tensor(new long[] { -3, -1 }, [1, 2])).item<float>(), 1e-6);
    }

    private static BertForQuestionAnswering Create()
    {
        var model = new BertForQuestionAnswering(GoldenModel.Config, coefficients: true);
        StateDict.Load(model, GoldenModel.Read($"{Folder}/weights.safetensors"), Folder);
        model.train();
        return model;
    }
}
