using EarlyBert.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Training;

public class LambTests
{
    private static readonly string[] Names = ["weight", "ones", "zeros", "bias"];

    [Theory]
    [InlineData(ScalarType.Float32, 2e-6)]
    [InlineData(ScalarType.Float64, 1e-12)]
    public void SixSteps_RecordedGradients_FollowTheRecordedPath(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        var golden = GoldenModel.Read("09-lamb/lamb.safetensors");
        var settings = GoldenData.Settings("09-lamb");
        var parameters = Names.ToDictionary(name => name, name => new Parameter(golden[$"param.0.{name}"].to(type).clone()));
        using var lamb = new Lamb(parameters.Select(pair => (pair.Key, pair.Value)));
        var steps = settings.GetProperty("steps").EnumerateArray().ToArray();
        for (var t = 1; t <= 6; t++)
        {
            foreach (var (name, parameter) in parameters)
                parameter.grad = golden[$"grad.{t}.{name}"].to(type).clone();
            var norm = lamb.Step(steps[t - 1].GetProperty("lr").GetDouble(), clipNorm: 1);

            Assert.Equal(steps[t - 1].GetProperty("gradient_norm").GetDouble(), norm, 1e-5);
            var state = lamb.State.ToDictionary(pair => pair.Key, pair => pair.Value);
            foreach (var (name, parameter) in parameters)
            {
                Close(golden[$"param.{t}.{name}"], parameter, $"param.{t}.{name}");
                Close(golden[$"exp_avg.{t}.{name}"], state["mean." + name], $"exp_avg.{t}.{name}");
                Close(golden[$"exp_avg_sq.{t}.{name}"], state["variance." + name], $"exp_avg_sq.{t}.{name}");
            }
        }

        void Close(Tensor expected, Tensor actual, string name)
        {
            var difference = expected.sub(actual.detach().to(ScalarType.Float64)).abs().max().item<double>();
            Assert.True(difference <= tolerance, $"{name}: difference {difference}");
        }
    }

    [Fact]
    public void Schedule_RecordedSettings_GivesTheRecordedRates()
    {
        var schedule = GoldenData.Settings("09-lamb").GetProperty("schedule");
        var rates = schedule.GetProperty("lr_at_progress_t").EnumerateArray().Select(rate => rate.GetDouble()).ToArray();
        var ours = new PolynomialSchedule(6e-3, 100, 0.2843);

        for (var t = 1; t <= 100; t++)
            Assert.Equal(rates[t], ours.At(t - 1), 1e-15);
    }

    [Fact]
    public void Step_GradientIsNotANumber_LeavesEverythingAsItWas()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(3));
        using var lamb = new Lamb([("weight", parameter)]);
        parameter.grad = tensor(new[] { 1f, float.NaN, 1f });

        Assert.False(double.IsFinite(lamb.Step(0.1)));
        Assert.Equal([1f, 1f, 1f], parameter.detach().data<float>().ToArray());
        Assert.Equal(0, lamb.Steps);
    }
}
