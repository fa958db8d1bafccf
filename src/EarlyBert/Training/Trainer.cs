using System.Diagnostics;
using static TorchSharp.torch;

namespace EarlyBert.Training;

/// <summary>What one optimizer step did.</summary>
/// <param name="Step">Steps done, this one included.</param>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="GradientNorm">Gradient norm before clipping.</param>
/// <param name="Loss">Mean task loss of its batches, without penalty; null when it was not read.</param>
/// <param name="Rows">Rows so far.</param>
/// <param name="Tokens">Real tokens so far.</param>
/// <param name="Seconds">Seconds so far, spent in steps alone.</param>
/// <param name="InputSeconds">Those of them in which batches were made.</param>
/// <param name="GradientSeconds">Those of them in forward passes, losses and backward passes.</param>
internal readonly record struct TrainerStep(int Step, double LearningRate, double GradientNorm, double? Loss, long Rows, long Tokens, double Seconds, double InputSeconds, double GradientSeconds);

/// <summary>
/// Forward, backward, clip, update, over and over. It takes a model's loss, batches, an optimizer and a schedule, and knows nothing
/// of what is trained or why; a penalty adds to the gradients, and an observer sees every step and may end the run.
/// </summary>
internal sealed class Trainer<TBatch>(Func<TBatch, Tensor> loss, Optimizer optimizer, Func<int, double> learningRateAt, double clipNorm, int accumulation = 1)
    where TBatch : ITrainingBatch
{
    /// <summary>Adds the gradients of a penalty, once per optimizer step whatever the accumulation.</summary>
    public Action? AddPenaltyGradients { get; init; }

    /// <summary>Hears the 0-based number of each step before it begins.</summary>
    public Action<int>? BeforeStep { get; init; }

    /// <summary>Steps between reads of the loss, which wait for the device.</summary>
    public int LogEvery { get; init; } = 20;

    /// <summary>Runs up to <paramref name="steps"/> optimizer steps.</summary>
    /// <param name="batches">Batches, at least (steps − first) × accumulation of them; each is made when its turn comes.</param>
    /// <param name="steps">Optimizer steps.</param>
    /// <param name="observe">Sees each step; false ends the run.</param>
    /// <param name="cancellationToken">Checked before each step.</param>
    /// <param name="first">Steps done before, by an earlier run that this one goes on with.</param>
    /// <exception cref="EarlyBertException">The loss or the gradient is not a number.</exception>
    public void Run(IEnumerable<Func<TBatch>> batches, int steps, Func<TrainerStep, bool> observe, CancellationToken cancellationToken, int first = 0)
    {
        using var source = batches.GetEnumerator();
        var clock = new Stopwatch();
        var input = new Stopwatch();
        var gradients = new Stopwatch();
        long rows = 0, tokens = 0;
        for (var step = first; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = (step + 1) % LogEvery == 0 || step == first || step == steps - 1;
            BeforeStep?.Invoke(step);
            var learningRate = learningRateAt(step);
            clock.Start();
            double? sum = read ? 0 : null;
            for (var i = 0; i < accumulation; i++)
            {
                if (!source.MoveNext())
                    throw new InvalidOperationException("The batches ended before the steps did.");
                using var scope = NewDisposeScope();
                input.Start();
                using var batch = source.Current();
                input.Stop();
                gradients.Start();
                var value = loss(batch);
                (accumulation == 1 ? value : value.div(accumulation)).backward();
                sum += read ? value.to(ScalarType.Float32).cpu().item<float>() : 0;
                gradients.Stop();
                rows += batch.Rows;
                tokens += batch.Tokens;
            }

            AddPenaltyGradients?.Invoke();
            var norm = optimizer.Step(learningRate, clipNorm);
            clock.Stop();
            var mean = sum / accumulation;
            if (!double.IsFinite(norm) || (mean is { } number && !double.IsFinite(number)))
                throw new EarlyBertException(
                    $"The loss is not a number at step {step + 1} (loss {mean?.ToString() ?? "unread"}, gradient norm {norm}, learning rate {learningRate:g3}); use a smaller learning rate or check the data.");
            if (!observe(new TrainerStep(step + 1, learningRate, norm, mean, rows, tokens, clock.Elapsed.TotalSeconds, input.Elapsed.TotalSeconds, gradients.Elapsed.TotalSeconds)))
                return;
        }
    }
}
