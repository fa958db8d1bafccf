using EarlyBert.Bert;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Bert;

public class DropoutMasksTests
{
    [Fact]
    public void Apply_Tenth_DropsATenthAndKeepsTheMean()
    {
        using var scope = NewDisposeScope();
        var masks = new DropoutMasks(3);

        var dropped = masks.Apply(ones(1000, 1001), 0.1);

        Assert.Equal(0.1, dropped.eq(0).to(ScalarType.Float32).mean().item<float>(), 0.002);
        Assert.Equal(1, dropped.mean().item<float>(), 0.002);
        Assert.Equal((float)(1 / 0.9), dropped.max().item<float>());
    }

    [Fact]
    public void Apply_NeighboursAndCalls_AreIndependent()
    {
        using var scope = NewDisposeScope();
        var masks = new DropoutMasks(3);

        var first = masks.Apply(ones(1 << 20), 0.5).eq(0).to(ScalarType.Float32);
        var second = masks.Apply(ones(1 << 20), 0.5).eq(0).to(ScalarType.Float32);

        foreach (var lag in new[] { 1, 2, 4, 8, 16, 32, 1 << 15 })
        {
            var length = first.shape[0] - lag;
            Assert.Equal(0.25, first.narrow(0, 0, length).mul(first.narrow(0, lag, length)).mean().item<float>(), 0.003);
        }

        Assert.Equal(0.25, first.mul(second).mean().item<float>(), 0.003);
    }

    [Fact]
    public void Apply_SameSeed_SameBits()
    {
        using var scope = NewDisposeScope();

        var a = new DropoutMasks(5).Apply(ones(300_000), 0.1);
        var b = new DropoutMasks(5).Apply(ones(300_000), 0.1);
        var c = new DropoutMasks(6).Apply(ones(300_000), 0.1);

        Assert.True(a.bytes.SequenceEqual(b.bytes));
        Assert.False(a.bytes.SequenceEqual(c.bytes));
    }

    [Fact]
    public void ApplyAndAdd_ZeroProbability_Adds()
    {
        using var scope = NewDisposeScope();

        var sum = new DropoutMasks(5).ApplyAndAdd(ones(3), ones(3), 0);

        Assert.Equal([2f, 2f, 2f], sum.data<float>().ToArray());
    }
}
