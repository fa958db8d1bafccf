namespace EarlyBert.Training;

/// <summary>
/// Linear warm-up, then peak · (1 − t/T)^power, the schedule of BERT's pre-training with LAMB (NVIDIA's recipe). The rise ends at
/// the peak and the fall starts from where its own curve is by then, so there is a small step down between them.
/// </summary>
/// <param name="Peak">Peak learning rate.</param>
/// <param name="TotalSteps">Optimizer steps from start to zero.</param>
/// <param name="WarmupFraction">Share of the steps over which the rate rises.</param>
/// <param name="Power">Exponent of the fall. Default: 0.5.</param>
public readonly record struct PolynomialSchedule(double Peak, int TotalSteps, double WarmupFraction = 0, double Power = 0.5)
{
    /// <summary>Learning rate of the update with this 0-based number; the first update is at t = 1, the last at t = T.</summary>
    public double At(int step)
    {
        var progress = (step + 1.0) / TotalSteps;
        return progress < WarmupFraction ? Peak * progress / WarmupFraction : Peak * Math.Pow(Math.Max(0, 1 - progress), Power);
    }
}
