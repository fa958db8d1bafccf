using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EarlyBert.Training;

/// <summary>
/// What <see cref="AdamW"/> and <see cref="Lamb"/> share: two moments a parameter, decoupled weight decay, and clipping by the global
/// gradient norm. On the CPU norm and update are passes over all parameters in parallel; libtorch would make a dozen passes over
/// memory and a tensor for each.
/// </summary>
public abstract class Optimizer : IDisposable
{
    // Elements a unit of parallel work takes: 4 × 128 KiB of parameter, gradient and moments stay in the cache.
    private const int ChunkLength = 1 << 15;

    private readonly string[] _names;
    private readonly Parameter[] _parameters;
    private readonly double[] _decay;
    private readonly Tensor[] _mean;
    private readonly Tensor[] _variance;

    private protected Optimizer(IEnumerable<(string Name, Parameter Parameter)> parameters, double weightDecay, double beta1, double beta2, double epsilon)
    {
        var all = parameters.ToArray();
        _names = [.. all.Select(p => p.Name)];
        _parameters = [.. all.Select(p => p.Parameter)];
        _decay = [.. all.Select(p => Decays(p.Name) ? weightDecay : 0)];
        _mean = [.. _parameters.Select(p => zeros_like(p).DetachFromDisposeScope())];
        _variance = [.. _parameters.Select(p => zeros_like(p).DetachFromDisposeScope())];
        (Beta1, Beta2, Epsilon) = (beta1, beta2, epsilon);
    }

    /// <summary>Updates made so far.</summary>
    public int Steps { get; private set; }

    private protected double Beta1 { get; }

    private protected double Beta2 { get; }

    private protected double Epsilon { get; }

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
            var clip = clipNorm > 0 ? Math.Min(1, ClipFactor(norm, clipNorm)) : 1;
            if (plan is null)
                UpdateByTensors(active, learningRate, clip);
            else
                UpdateByChunks(plan, active.Count, learningRate, clip);
        }

        foreach (var parameter in _parameters)
            parameter.grad = null;
        return norm;
    }

    /// <summary>The moments by name, <c>mean.*</c> and <c>variance.*</c>; together with <see cref="Steps"/> the optimizer's whole state. The tensors stay its own.</summary>
    internal IEnumerable<KeyValuePair<string, Tensor>> State =>
        _names.SelectMany((name, i) => new[] { KeyValuePair.Create("mean." + name, _mean[i]), KeyValuePair.Create("variance." + name, _variance[i]) });

    /// <summary>Takes up a state that <see cref="State"/> gave.</summary>
    internal void Restore(IReadOnlyDictionary<string, Tensor> state, int steps)
    {
        foreach (var (name, moment) in State)
            moment.copy_(state[name]);
        Steps = steps;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var moment in _mean.Concat(_variance))
            moment.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What gradients are multiplied by to have the allowed norm; values above 1 count as 1.</summary>
    private protected abstract double ClipFactor(double norm, double clipNorm);

    /// <param name="chunks">All parameters' memory; chunks of one parameter follow each other.</param>
    /// <param name="slots">Parameters among them.</param>
    /// <param name="learningRate">Learning rate.</param>
    /// <param name="clip">Factor of the gradients.</param>
    private protected abstract void UpdateByChunks(List<Chunk> chunks, int slots, double learningRate, double clip);

    private protected abstract void UpdateByTensors(List<Slot> slots, double learningRate, double clip);

    /// <summary>1 − βᵗ of both moments.</summary>
    private protected (double First, double Second) BiasCorrections => (1 - Math.Pow(Beta1, Steps), 1 - Math.Pow(Beta2, Steps));

    // Biases, layer norms and coefficients are left out of weight decay, as in google-research/bert.
    private static bool Decays(string name) =>
        !name.EndsWith("bias", StringComparison.Ordinal) && !name.Contains("LayerNorm", StringComparison.Ordinal) && !name.EndsWith("slimming_coef", StringComparison.Ordinal);

    /// <summary>One parameter with its gradient and moments in this update.</summary>
    private protected readonly record struct Slot(Tensor Parameter, Tensor Gradient, Tensor Mean, Tensor Variance, double Decay)
    {
        public bool IsPlain =>
            Parameter.device_type == TorchSharp.DeviceType.CPU && Parameter.dtype == ScalarType.Float32
            && Parameter.is_contiguous() && Gradient.is_contiguous();
    }

    /// <summary>A stretch of one parameter's memory.</summary>
    private protected sealed unsafe class Chunk
    {
        public float* Parameter;
        public float* Gradient;
        public float* Mean;
        public float* Variance;
        public int Length;
        public int Slot;
        public double Decay;
        public double SquaredNorm;
        public double SquaredParameterNorm;
    }

    private static unsafe List<Chunk> Chunks(List<Slot> active)
    {
        var chunks = new List<Chunk>();
        for (var index = 0; index < active.Count; index++)
        {
            var slot = active[index];
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
                    Slot = index,
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
        EarlyBertRuntime.For(chunks.Count, i => chunks[i].SquaredNorm = SumOfSquares(new ReadOnlySpan<float>(chunks[i].Gradient, chunks[i].Length)));
        return Math.Sqrt(chunks.Sum(chunk => chunk.SquaredNorm));
    }

    /// <summary>Squares are added in float over short rows and in double over the rows: fast, and exact enough for any size.</summary>
    private protected static double SumOfSquares(ReadOnlySpan<float> values)
    {
        double sum = 0;
        for (var start = 0; start < values.Length; start += 1024)
        {
            var row = values[start..Math.Min(start + 1024, values.Length)];
            var vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
            var total = Vector<float>.Zero;
            foreach (var vector in vectors)
                total += vector * vector;
            sum += Vector.Sum(total);
            foreach (var value in row[(vectors.Length * Vector<float>.Count)..])
                sum += value * value;
        }

        return sum;
    }

    private static double NormByTensors(List<Slot> active)
    {
        if (active.Count == 0)
            return 0;
        // Half precision would overflow.
        var squares = stack(active.Select(slot => slot.Gradient.to(slot.Gradient.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32).square().sum()));
        return Math.Sqrt(squares.sum().to(ScalarType.Float64).cpu().item<double>());
    }
}
