namespace EarlyBert.Training;

/// <summary>Linear warm-up from 0 to the peak, then linear decay to 0 (the schedule of BERT fine-tuning; the paper warms up for 0 steps).</summary>
/// <param name="Peak">Peak learning rate.</param>
/// <param name="TotalSteps">Optimizer steps from start to zero.</param>
/// <param name="WarmupSteps">Steps of the rise.</param>
public readonly record struct LinearSchedule(double Peak, int TotalSteps, int WarmupSteps = 0)
{
    /// <summary>Learning rate of the update with this 0-based number; 0 from <see cref="TotalSteps"/> on.</summary>
    public double At(int step) =>
        step < WarmupSteps
            ? Peak * step / WarmupSteps
            : Peak * Math.Max(0, TotalSteps - step) / Math.Max(1, TotalSteps - WarmupSteps);
}
