using EarlyBert.Bert;
using EarlyBert.Tickets;
using EarlyBert.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EarlyBert.Baselines;

/// <summary>
/// A ticket by gradient: a unit counts as much as the loss would change with its coefficient, |∂L/∂c| at c = 1, averaged over batches and divided by the
/// layer's norm (Michel et al. 2019, section 4.1; Hugging Face's <c>run_bertology.py</c>). The network is first trained as long as an early-bird search does,
/// its coefficients held at 1 and without penalty, since a fresh task head has no gradients worth reading.
/// </summary>
internal static class ImportanceTicket
{
    /// <summary>Batches that importance is averaged over.</summary>
    private const int Batches = 64;

    /// <summary>Trains, measures and draws.</summary>
    public static EarlyBirdTicket Draw(FineTuning run, BertConfig config, IReadOnlyDictionary<string, Tensor> initial)
    {
        using var model = run.Build(config, initial, coefficients: true);
        var coefficients = model.Bert.HeadCoefficients.Concat(model.Bert.NeuronCoefficients).ToArray();
        Ask(coefficients, false);
        var steps = run.Train(model, TicketSearch.PlanOf(run));

        using var stage = run.Report.Begin(TrainingStage.Draw);
        Ask(model.parameters(), false);
        Ask(coefficients, true);
        var heads = Zeros(model.Bert.HeadCoefficients);
        var neurons = Zeros(model.Bert.NeuronCoefficients);
        run.Differentiate(model, Math.Min(Batches, run.StepsPerEpoch), () =>
        {
            Add(heads, model.Bert.HeadCoefficients);
            Add(neurons, model.Bert.NeuronCoefficients);
        });
        return TicketDrawing.Draw(config, Normalised(heads), Normalised(neurons), run.Options.Draw) with { Schedule = "importance", Step = steps, Seed = run.Options.Seed };
    }

    private static void Ask(IEnumerable<Parameter> parameters, bool gradients)
    {
        foreach (var parameter in parameters)
            parameter.requires_grad = gradients;
    }

    private static float[][] Zeros(IEnumerable<Parameter> coefficients) => [.. coefficients.Select(layer => new float[layer.NumberOfElements])];

    private static void Add(float[][] sums, IReadOnlyList<Parameter> coefficients)
    {
        for (var layer = 0; layer < sums.Length; layer++)
        {
            var gradients = coefficients[layer].grad!.abs().cpu().data<float>();
            for (var unit = 0; unit < sums[layer].Length; unit++)
                sums[layer][unit] += gradients[unit];
        }
    }

    private static float[][] Normalised(float[][] sums) => Array.ConvertAll(sums, layer =>
    {
        var norm = Math.Sqrt(layer.Sum(value => (double)value * value)) + 1e-20;
        return Array.ConvertAll(layer, value => (float)(value / norm));
    });
}
