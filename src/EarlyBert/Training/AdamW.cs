using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EarlyBert.Training;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019) and gradient clipping by global norm. On the CPU both are one
/// pass each over all parameters, in parallel; libtorch would make a dozen passes over memory and a tensor for each.
/// </summary>
public sealed class AdamW : IDisposable
{
    // Elements a unit of parallel work takes: 4 × 128 KiB of parameter, gradient and moments stay in the cache.
    private const int ChunkLength = 1 << 15;

    private readonly Parameter[] _parameters;
    private readonly double[] _decay;
    private readonly Tensor[] _mean;
    private readonly Tensor[] _variance;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly AdamForm _form;

    /// <summary>Makes the optimizer; moments start at zero. Create it outside dispose scopes.</summary>
    /// <param name="parameters">Names and parameters. Biases, layer norms and coefficients get no weight decay.</param>
    /// <param name="weightDecay">Decoupled weight decay of the others.</param>
    /// <param name="form">Where epsilon stands.</param>
    /// <param name="beta1">Decay of the first moment. Default: 0.9.</param>
    /// <param name="beta2">Decay of the second moment. Default: 0.999.</param>
    /// <param name="epsilon">Added to the denominator. Default: 1e-8.</param>
    public AdamW(IEnumerable<(string Name, Parameter Parameter)> parameters, double weightDecay = 0, AdamForm form = AdamForm.Torch,
        double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        var all = parameters.ToArray();
        _parameters = [.. all.Select(p => p.Parameter)];
        _decay = [.. all.Select(p => Decays(p.Name) ? weightDecay : 0)];
        _mean = [.. _parameters.Select(p => zeros_like(p).DetachFromDisposeScope())];
        _variance = [.. _parameters.Select(p => zeros_like(p).DetachFromDisposeScope())];
        (_beta1, _beta2, _epsilon, _form) = (beta1, beta2, epsilon, form);
    }

    /// <summary>Updates made so far.</summary>
    public int Steps { get; private set; }

    private static bool Decays(string name) =>
        !name.EndsWith("bias", StringComparison.Ordinal) && !name.Contains("LayerNorm", StringComparison.Ordinal) && !name.EndsWith("slimming_coef", StringComparison.Ordinal);

    /// <summary>
    /// Clips the global gradient norm and updates every parameter that has a gradient; gradients are cleared.
    /// </summary>
    /// <param name="learningRate">Learning rate of this update.</param>
    /// <param name="clipNorm">Largest global norm; 0: no clipping.</param>
    /// <returns>The norm before clipping. When it is not finite, nothing is updated.</returns>
    public double Step(double learningRate, double clipNorm = 0)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var active = new List<Slot>(_parameters.Length);
        for (var i = 0; i < _parameters.Length; i++)
        {
            if (_parameters[i].grad is { IsInvalid: false } gradient)
                active.Add(new Slot(_parameters[i], gradient, _mean[i], _variance[i], _decay[i]));
        }

        var plan = active.All(slot => slot.IsPlain) ? Chunks(active) : null;
        var norm = plan is null ? NormByTensors(active) : NormByChunks(plan);
        if (double.IsFinite(norm))
        {
            Steps++;
            // transformers and torch add 1e-6 to the norm here; so do we.
            var clip = clipNorm > 0 ? Math.Min(1, clipNorm / (norm + 1e-6)) : 1;
            if (plan is null)
                UpdateByTensors(active, learningRate, clip);
            else
                Parallel.ForEach(plan, chunk => Update(chunk, learningRate, clip));
        }

        foreach (var parameter in _parameters)
            parameter.grad = null;
        return norm;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var moment in _mean.Concat(_variance))
            moment.Dispose();
    }

    /// <summary>One parameter with its gradient and moments in this update.</summary>
    private readonly record struct Slot(Tensor Parameter, Tensor Gradient, Tensor Mean, Tensor Variance, double Decay)
    {
        public bool IsPlain =>
            Parameter.device_type == TorchSharp.DeviceType.CPU && Parameter.dtype == ScalarType.Float32
            && Parameter.is_contiguous() && Gradient.is_contiguous();
    }

    /// <summary>A stretch of one parameter's memory.</summary>
    private sealed unsafe class Chunk
    {
        public float* Parameter;
        public float* Gradient;
        public float* Mean;
        public float* Variance;
        public int Length;
        public double Decay;
        public double SquaredNorm;
    }

    private static unsafe List<Chunk> Chunks(List<Slot> active)
    {
        var chunks = new List<Chunk>();
        foreach (var slot in active)
        {
            float* parameter = Start(slot.Parameter), gradient = Start(slot.Gradient), mean = Start(slot.Mean), variance = Start(slot.Variance);
            var length = slot.Parameter.NumberOfElements;
            for (long start = 0; start < length; start += ChunkLength)
            {
                chunks.Add(new Chunk
                {
                    Parameter = parameter + start,
                    Gradient = gradient + start,
                    Mean = mean + start,
                    Variance = variance + start,
                    Length = (int)Math.Min(ChunkLength, length - start),
                    Decay = slot.Decay,
                });
            }
        }

        return chunks;
    }

    // Native memory does not move, so the address outlives the span.
    private static unsafe float* Start(Tensor tensor)
    {
        fixed (byte* start = tensor.bytes)
            return (float*)start;
    }

    private static unsafe double NormByChunks(List<Chunk> chunks)
    {
        Parallel.ForEach(chunks, chunk =>
        {
            var gradient = new ReadOnlySpan<float>(chunk.Gradient, chunk.Length);
            double sum = 0;
            // Squares are added in float over short rows and in double over the rows: fast, and exact enough for any size.
            for (var start = 0; start < gradient.Length; start += 1024)
            {
                var row = gradient[start..Math.Min(start + 1024, gradient.Length)];
                var vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
                var total = Vector<float>.Zero;
                foreach (var vector in vectors)
                    total += vector * vector;
                sum += Vector.Sum(total);
                foreach (var value in row[(vectors.Length * Vector<float>.Count)..])
                    sum += value * value;
            }

            chunk.SquaredNorm = sum;
        });
        return Math.Sqrt(chunks.Sum(chunk => chunk.SquaredNorm));
    }

    private unsafe void Update(Chunk chunk, double learningRate, double clip)
    {
        var (step, root, epsilon) = Scales(learningRate);
        var (before, after) = Decays(learningRate, chunk.Decay);
        var mean = MemoryMarshal.Cast<float, Vector<float>>(new Span<float>(chunk.Mean, chunk.Length));
        var variance = MemoryMarshal.Cast<float, Vector<float>>(new Span<float>(chunk.Variance, chunk.Length));
        var gradient = MemoryMarshal.Cast<float, Vector<float>>(new Span<float>(chunk.Gradient, chunk.Length));
        var parameter = MemoryMarshal.Cast<float, Vector<float>>(new Span<float>(chunk.Parameter, chunk.Length));
        var (b1, b2, c1, c2, scale) = ((float)_beta1, (float)_beta2, (float)(1 - _beta1), (float)(1 - _beta2), (float)clip);
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
        var correction1 = 1 - Math.Pow(_beta1, Steps);
        var correction2 = Math.Sqrt(1 - Math.Pow(_beta2, Steps));
        return _form == AdamForm.Torch
            ? ((float)(learningRate / correction1), (float)(1 / correction2), (float)_epsilon)
            : ((float)(learningRate * correction2 / correction1), 1f, (float)_epsilon);
    }

    // torch decays before the update, transformers after it.
    private (float Before, float After) Decays(double learningRate, double decay)
    {
        var factor = (float)(1 - (learningRate * decay));
        return _form == AdamForm.Torch ? (factor, 1f) : (1f, factor);
    }

    private static double NormByTensors(List<Slot> active)
    {
        if (active.Count == 0)
            return 0;
        var squares = stack(active.Select(slot => slot.Gradient.to(ScalarType.Float32).square().sum()));
        return Math.Sqrt(squares.sum().to(ScalarType.Float64).cpu().item<double>());
    }

    private void UpdateByTensors(List<Slot> active, double learningRate, double clip)
    {
        var (step, root, epsilon) = Scales(learningRate);
        foreach (var slot in active)
        {
            using var scope = NewDisposeScope();
            var (before, after) = Decays(learningRate, slot.Decay);
            var gradient = clip == 1 ? slot.Gradient : slot.Gradient.mul(clip);
            slot.Mean.mul_(_beta1).add_(gradient, 1 - _beta1);
            slot.Variance.mul_(_beta2).addcmul_(gradient, gradient, 1 - _beta2);
            var update = slot.Mean.div(slot.Variance.sqrt().mul_(root).add_(epsilon));
            if (before != 1)
                slot.Parameter.mul_(before);
            slot.Parameter.add_(update, -step);
            if (after != 1)
                slot.Parameter.mul_(after);
        }
    }
}
