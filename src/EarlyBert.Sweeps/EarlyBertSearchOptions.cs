using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EarlyBert.Tickets;
using Microsoft.ML.SearchSpace;

namespace EarlyBert.Sweeps;

/// <summary>
/// One point of a sweep: what a trial changes in the options of a run. The attributes are the built-in search space, and what <c>SearchSpace&lt;EarlyBertSearchOptions&gt;</c> makes
/// for AutoML. The search's own settings are not among them: one recorded search serves every point.
/// </summary>
public sealed class EarlyBertSearchOptions
{
    /// <summary>Share of the heads pruned. 0 to 0.75 in the built-in space. Default: 1/3 (paper section 4.1).</summary>
    [Range(0.0, 0.75, 1.0 / 3)]
    public double HeadRatio { get; set; } = 1.0 / 3;

    /// <summary>Share of the FFN neurons pruned. 0 to 0.8 in the built-in space. Default: 0.4 (paper section 4.1).</summary>
    [Range(0.0, 0.8, 0.4)]
    public double NeuronRatio { get; set; } = 0.4;

    /// <summary>Rank heads over all layers together. Default: false (paper section 3.2).</summary>
    [BooleanChoice(false)]
    public bool GlobalHeads { get; set; }

    /// <summary>Rank neurons layer by layer. Default: false (paper Table 3).</summary>
    [BooleanChoice(false)]
    public bool LayerwiseNeurons { get; set; }

    /// <summary>
    /// When the ticket is drawn, as a share of the first epoch: 0.05 to 0.5 in the built-in space. 0: at the end of the search, which the run's own schedule sets. Default: 0.2
    /// (paper section 4.2).
    /// </summary>
    [Range(0.05, 0.5, 0.2)]
    public double DrawAt { get; set; } = 0.2;

    /// <summary>Peak learning rate of the ticket's training. 1e-5 to 1e-3 in the built-in space, evenly in its logarithm. Default: 4e-5 (paper section 4.1).</summary>
    [Range(1e-5, 1e-3, 4e-5, true)]
    public double LearningRate { get; set; } = 4e-5;

    /// <summary>Epochs of the ticket's training. 1, 2 or 3 in the built-in space. Default: 2 (paper section 4.2).</summary>
    [Choice([1.0, 2.0, 3.0], 2.0)]
    public double Epochs { get; set; } = 2;

    /// <summary>Examples a step of the ticket's training; the search keeps the run's. 16, 32 or 64 in the built-in space. Default: 32.</summary>
    [Choice([16, 32, 64], 32)]
    public int BatchSize { get; set; } = 32;

    /// <summary>Share of the steps over which the learning rate rises. 0 or 0.1 in the built-in space. Default: 0.</summary>
    [Choice([0.0, 0.1], 0.0)]
    public double WarmupFraction { get; set; }

    /// <summary>Decoupled weight decay. 0 or 0.01 in the built-in space. Default: 0.</summary>
    [Choice([0.0, 0.01], 0.0)]
    public double WeightDecay { get; set; }

    /// <summary>The point where a run with these options stands; what they leave open has this class's default.</summary>
    /// <param name="options">The run.</param>
    public static EarlyBertSearchOptions Of(EarlyBertOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var defaults = new EarlyBertSearchOptions();
        return new EarlyBertSearchOptions
        {
            HeadRatio = options.Draw.HeadRatio,
            NeuronRatio = options.Draw.NeuronRatio,
            GlobalHeads = options.Draw.GlobalHeads,
            LayerwiseNeurons = options.Draw.LayerwiseNeurons,
            DrawAt = FractionOf(options.Search.Schedule),
            LearningRate = options.Train.LearningRate ?? defaults.LearningRate,
            Epochs = options.Train.Epochs ?? defaults.Epochs,
            BatchSize = options.Train.BatchSize,
            WarmupFraction = options.Train.WarmupFraction,
            WeightDecay = options.Train.WeightDecay,
        };
    }

    /// <summary>A copy of a run's options at this point.</summary>
    /// <param name="options">The run.</param>
    public EarlyBertOptions ApplyTo(EarlyBertOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var run = options.Clone();
        run.Draw.HeadRatio = HeadRatio;
        run.Draw.NeuronRatio = NeuronRatio;
        run.Draw.GlobalHeads = GlobalHeads;
        run.Draw.LayerwiseNeurons = LayerwiseNeurons;
        if (DrawAt > 0)
            run.Search.Schedule = DrawSchedule.AtFraction(DrawAt);
        run.Train.LearningRate = LearningRate;
        run.Train.Epochs = Epochs;
        run.Train.BatchSize = BatchSize;
        run.Train.WarmupFraction = WarmupFraction;
        run.Train.WeightDecay = WeightDecay;
        return run;
    }

    /// <summary>The share of an epoch that a schedule names; 0 where it names something else.</summary>
    internal static double FractionOf(DrawSchedule schedule)
    {
        const string Fraction = "fraction:";
        var text = schedule.ToString();
        return text.StartsWith(Fraction, StringComparison.Ordinal) ? double.Parse(text[Fraction.Length..], CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Twelve hexadecimal digits that are the same for the same point alone.</summary>
    internal string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this))))[..12];
}
