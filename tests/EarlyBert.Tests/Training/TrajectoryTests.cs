using EarlyBert.Tickets;
using EarlyBert.Training;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Training;

public class TrajectoryTests
{
    [Theory]
    [InlineData("torch", AdamForm.Torch)]
    [InlineData("transformers", AdamForm.Transformers)]
    public void TenSteps_RecordedStart_FollowTheRecordedPath(string variant, AdamForm form)
    {
        using var model = GoldenModel.Create("01-classification/weights.safetensors", coefficients: true);
        using var optimizer = new AdamW(model.named_parameters(), form: form);
        var slimming = new SlimmingCoefficients(model.Bert);
        var steps = GoldenData.Settings("06-trajectory").GetProperty("variants").GetProperty(variant).GetProperty("steps").EnumerateArray().ToArray();
        var seen = new List<TrainerStep>();
        var penalties = new List<double>();
        var trainer = new Trainer<TrainingBatch>(batch => GoldenModel.Loss(model, batch), optimizer, new LinearSchedule(1e-3, 10).At, clipNorm: 1)
        {
            AddPenaltyGradients = () =>
            {
                penalties.Add(slimming.Penalty(1e-4, 1e-4));
                slimming.AddPenaltyGradients(1e-4, 1e-4);
            },
            LogEvery = 1,
        };

        trainer.Run(Enumerable.Repeat(GoldenModel.Batch, 10), 10, step => { seen.Add(step); return true; }, default);

        for (var k = 0; k < 10; k++)
        {
            Assert.Equal(steps[k].GetProperty("lr").GetDouble(), seen[k].LearningRate, 1e-12);
            Assert.Equal(steps[k].GetProperty("loss").GetDouble(), seen[k].Loss!.Value, 1e-5);
            Assert.Equal(steps[k].GetProperty("total_loss").GetDouble(), seen[k].Loss!.Value + penalties[k], 1e-5);
            Assert.Equal(steps[k].GetProperty("gradient_norm").GetDouble(), seen[k].GradientNorm, 1e-5 * 5);
        }

        using var scope = NewDisposeScope();
        var final = GoldenModel.Read($"06-trajectory/final-weights-{variant}.safetensors");
        foreach (var (name, parameter) in model.named_parameters())
        {
            // The key bias has no gradient but rounding noise, which Adam magnifies (Golden/README.md).
            if (!name.EndsWith("key.bias", StringComparison.Ordinal))
                GoldenModel.AssertClose(final[name], parameter, name);
        }
    }

    [Fact]
    public void TwoForms_TenSteps_PartByMoreThanTheTolerance()
    {
        using var scope = NewDisposeScope();
        var torch = GoldenModel.Read("06-trajectory/final-weights-torch.safetensors")["classifier.weight"];
        var transformers = GoldenModel.Read("06-trajectory/final-weights-transformers.safetensors")["classifier.weight"];

        Assert.True(torch.sub(transformers).abs().max().item<float>() > 1e-6);
    }
}
