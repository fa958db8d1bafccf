using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EarlyBert.Training;

/// <summary>
/// LAMB (You et al. 2020, "76 minutes"), the paper's optimizer for pre-training, as NVIDIA's FusedLAMB computes it: Adam's update
/// with weight decay added, scaled for each tensor by the trust ratio |θ| / |update|. Tensors without decay (biases, layer norms,
/// coefficients) and those with a norm of 0 have ratio 1.
/// </summary>
public sealed class Lamb : Optimizer
{
    /// <summary>Makes the optimizer; moments start at zero. Create it outside dispose scopes.</summary>
    /// <param name="parameters">Names and parameters. Biases, layer norms and coefficients get no weight decay and no trust ratio.</param>
    /// <param name="weightDecay">Weight decay of the others. Default: 0.01.</param>
    /// <param name="beta1">Decay of the first moment. Default: 0.9.</param>
    /// <param name="beta2">Decay of the second moment. Default: 0.999.</param>
    /// <param name="epsilon">Added to the denominator. Default: 1e-6.</param>
    public Lamb(IEnumerable<(string Name, Parameter Parameter)> parameters, double weightDecay = 0.01, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-6)
        : base(parameters, weightDecay, beta1, beta2, epsilon)
    {
    }

    private protected override double ClipFactor(double norm, double clipNorm) => clipNorm / norm;

    private protected override void UpdateByChunks(List<Chunk> chunks, int slots, double learningRate, double clip)
    {
        EarlyBertRuntime.For(chunks.Count, i => ComputeUpdate(chunks[i], clip));
        var squares = new (double Parameter, double Update)[slots];
        foreach (var chunk in chunks)
        {
            squares[chunk.Slot].Parameter += chunk.SquaredParameterNorm;
            squares[chunk.Slot].Update += chunk.SquaredNorm;
        }

        EarlyBertRuntime.For(chunks.Count, i =>
        {
            var (parameter, update) = squares[chunks[i].Slot];
            Apply(chunks[i], learningRate * TrustRatio(Math.Sqrt(parameter), Math.Sqrt(update), chunks[i].Decay));
        });
    }

    private static double TrustRatio(double parameterNorm, double updateNorm, double decay) =>
        decay == 0 || parameterNorm == 0 || updateNorm == 0 ? 1 : parameterNorm / updateNorm;

    /// <summary>Moves the moments and leaves the update where the gradient was.</summary>
    private unsafe void ComputeUpdate(Chunk chunk, double clip)
    {
        var (first, second) = BiasCorrections;
        var (mScale, vScale, epsilon, decay) = ((float)(1 / first), (float)(1 / Math.Sqrt(second)), (float)Epsilon, (float)chunk.Decay);
        var (b1, b2, c1, c2, scale) = ((float)Beta1, (float)Beta2, (float)(1 - Beta1), (float)(1 - Beta2), (float)clip);
        var mean = MemoryMarshal.Cast<float, Vector<float>>(new Span<float>(chunk.Mean, chunk.Length));
        var variance = MemoryMarshal.Cast<float, Vector<float>>(new Span<float>(chunk.Variance, chunk.Length));
        var gradient = MemoryMarshal.Cast<float, Vector<float>>(new Span<float>(chunk.Gradient, chunk.Length));
        var parameter = MemoryMarshal.Cast<float, Vector<float>>(new Span<float>(chunk.Parameter, chunk.Length));
        for (var i = 0; i < parameter.Length; i++)
        {
            var g = gradient[i] * scale;
            var m = (mean[i] * b1) + (g * c1);
            var v = (variance[i] * b2) + (g * g * c2);
            mean[i] = m;
            variance[i] = v;
            gradient[i] = (m * mScale / ((Vector.SquareRoot(v) * vScale) + new Vector<float>(epsilon))) + (parameter[i] * decay);
        }

        for (var i = parameter.Length * Vector<float>.Count; i < chunk.Length; i++)
        {
            var g = chunk.Gradient[i] * scale;
            var m = chunk.Mean[i] = (chunk.Mean[i] * b1) + (g * c1);
            var v = chunk.Variance[i] = (chunk.Variance[i] * b2) + (g * g * c2);
            chunk.Gradient[i] = (m * mScale / ((MathF.Sqrt(v) * vScale) + epsilon)) + (chunk.Parameter[i] * decay);
        }

        chunk.SquaredNorm = SumOfSquares(new ReadOnlySpan<float>(chunk.Gradient, chunk.Length));
        chunk.SquaredParameterNorm = SumOfSquares(new ReadOnlySpan<float>(chunk.Parameter, chunk.Length));
    }

    private static unsafe void Apply(Chunk chunk, double rate)
    {
        var update = MemoryMarshal.Cast<float, Vector<float>>(new Span<float>(chunk.Gradient, chunk.Length));
        var parameter = MemoryMarshal.Cast<float, Vector<float>>(new Span<float>(chunk.Parameter, chunk.Length));
        var step = (float)rate;
        for (var i = 0; i < parameter.Length; i++)
            parameter[i] -= update[i] * step;
        for (var i = parameter.Length * Vector<float>.Count; i < chunk.Length; i++)
            chunk.Parameter[i] -= chunk.Gradient[i] * step;
    }

    private protected override void UpdateByTensors(List<Slot> slots, double learningRate, double clip)
    {
        var (first, second) = BiasCorrections;
        foreach (var slot in slots)
        {
            using var scope = NewDisposeScope();
            var gradient = clip == 1 ? slot.Gradient : slot.Gradient.mul(clip);
            slot.Mean.mul_(Beta1).add_(gradient, 1 - Beta1);
            slot.Variance.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            var update = slot.Mean.div(first).div(slot.Variance.div(second).sqrt().add(Epsilon)).add(slot.Parameter, slot.Decay);
            var ratio = slot.Decay == 0 ? 1 : TrustRatio(Norm(slot.Parameter), Norm(update), slot.Decay);
            slot.Parameter.add_(update, -learningRate * ratio);
        }
    }

    private static double Norm(Tensor tensor) => Math.Sqrt(tensor.to(ScalarType.Float64).square().sum().cpu().item<double>());
}
