using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EarlyBert.Training;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019) and gradient clipping by global norm.</summary>
public sealed class AdamW : Optimizer
{
    private readonly AdamForm _form;

    /// <summary>Makes the optimizer; moments start at zero. Create it outside dispose scopes.</summary>
    /// <param name="parameters">Names and parameters. Biases, layer norms and coefficients get no weight decay.</param>
    /// <param name="weightDecay">Decoupled weight decay of the others.</param>
    /// <param name="form">Where epsilon stands.</param>
    /// <param name="beta1">Decay of the first moment. Default: 0.9.</param>
    /// <param name="beta2">Decay of the second moment. Default: 0.999.</param>
    /// <param name="epsilon">Added to the denominator. Default: 1e-8.</param>
    public AdamW(IEnumerable<(string Name, Parameter Parameter)> parameters, double weightDecay = 0, AdamForm form = AdamForm.Torch,
        double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) : base(parameters, weightDecay, beta1, beta2, epsilon) => _form = form;

    // transformers and torch add 1e-6 to the norm here; so do we.
    private protected override double ClipFactor(double norm, double clipNorm) => clipNorm / (norm + 1e-6);

    private protected override void UpdateByChunks(List<Chunk> chunks, int slots, double learningRate, double clip) =>
        EarlyBertRuntime.For(chunks.Count, i => Update(chunks[i], learningRate, clip));

    private unsafe void Update(Chunk chunk, double learningRate, double clip)
    {
        var (step, root, epsilon) = Scales(learningRate);
        var (before, after) = Decays(learningRate, chunk.Decay);
        var mean = MemoryMarshal.Cast<float, Vector<float>>(new Span<float>(chunk.Mean, chunk.Length));
        var variance = MemoryMarshal.Cast<float, Vector<float>>(new Span<float>(chunk.Variance, chunk.Length));
        var gradient = MemoryMarshal.Cast<float, Vector<float>>(new Span<float>(chunk.Gradient, chunk.Length));
        var parameter = MemoryMarshal.Cast<float, Vector<float>>(new Span<float>(chunk.Parameter, chunk.Length));
        var (b1, b2, c1, c2, scale) = ((float)Beta1, (float)Beta2, (float)(1 - Beta1), (float)(1 - Beta2), (float)clip);
        for (var i = 0; i < parameter.Length; i++)
        {
            var g = gradient[i] * scale;
            var m = (mean[i] * b1) + (g * c1);
            var v = (variance[i] * b2) + (g * g * c2);
            mean[i] = m;
            variance[i] = v;
            var update = m / ((Vector.SquareRoot(v) * root) + new Vector<float>(epsilon));
            parameter[i] = ((parameter[i] * before) - (update * step)) * after;
        }

        for (var i = parameter.Length * Vector<float>.Count; i < chunk.Length; i++)
        {
            var g = chunk.Gradient[i] * scale;
            var m = chunk.Mean[i] = (chunk.Mean[i] * b1) + (g * c1);
            var v = chunk.Variance[i] = (chunk.Variance[i] * b2) + (g * g * c2);
            var update = m / ((MathF.Sqrt(v) * root) + epsilon);
            chunk.Parameter[i] = ((chunk.Parameter[i] * before) - (update * step)) * after;
        }
    }

    /// <summary>θ −= Step · m / (√v · Root + Epsilon), in the form's constants.</summary>
    private (float Step, float Root, float Epsilon) Scales(double learningRate)
    {
        var (correction1, second) = BiasCorrections;
        var correction2 = Math.Sqrt(second);
        return _form == AdamForm.Torch
            ? ((float)(learningRate / correction1), (float)(1 / correction2), (float)Epsilon)
            : ((float)(learningRate * correction2 / correction1), 1f, (float)Epsilon);
    }

    // torch decays before the update, transformers after it.
    private (float Before, float After) Decays(double learningRate, double decay)
    {
        var factor = (float)(1 - (learningRate * decay));
        return _form == AdamForm.Torch ? (factor, 1f) : (1f, factor);
    }

    private protected override void UpdateByTensors(List<Slot> slots, double learningRate, double clip)
    {
        var (step, root, epsilon) = Scales(learningRate);
        foreach (var slot in slots)
        {
            using var scope = NewDisposeScope();
            var (before, after) = Decays(learningRate, slot.Decay);
            var gradient = clip == 1 ? slot.Gradient : slot.Gradient.mul(clip);
            slot.Mean.mul_(Beta1).add_(gradient, 1 - Beta1);
            slot.Variance.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            var update = slot.Mean.div(slot.Variance.sqrt().mul_(root).add_(epsilon));
            if (before != 1)
                slot.Parameter.mul_(before);
            slot.Parameter.add_(update, -step);
            if (after != 1)
                slot.Parameter.mul_(after);
        }
    }
}
