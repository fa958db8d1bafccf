using EarlyBert.Bert;
using EarlyBert.Tickets;
using static TorchSharp.torch;

namespace EarlyBert.Baselines;

/// <summary>A ticket by the weights of θ₀ alone: a unit counts as much as the Euclidean norm of all its weights. No training goes before it.</summary>
internal static class MagnitudeTicket
{
    /// <summary>Measures and draws.</summary>
    public static EarlyBirdTicket Draw(BertConfig config, IReadOnlyDictionary<string, Tensor> weights, DrawOptions options)
    {
        var heads = Enumerable.Range(0, config.NumHiddenLayers).Select(layer => new double[config.HeadsOf(layer)]).ToArray();
        var neurons = Enumerable.Range(0, config.NumHiddenLayers).Select(layer => new double[config.NeuronsOf(layer)]).ToArray();
        using var guard = no_grad();
        foreach (var (name, weight) in weights)
        {
            if (UnitName.Find(name) is not { IsCoefficient: false } unit)
                continue;
            using var scope = NewDisposeScope();
            var sums = (unit.IsHead ? heads : neurons)[unit.Layer];
            var squares = weight.detach().to(ScalarType.Float64).square();
            var ofUnits = (squares.dim() == 1 ? squares : squares.sum(1L - unit.Axis)).reshape(sums.Length, -1).sum(1).cpu().data<double>();
            for (var place = 0; place < sums.Length; place++)
                sums[place] += ofUnits[place];
        }

        return TicketDrawing.Draw(config, Norms(heads), Norms(neurons), options) with { Schedule = "magnitude" };
    }

    private static float[][] Norms(double[][] squares) => Array.ConvertAll(squares, layer => Array.ConvertAll(layer, square => (float)Math.Sqrt(square)));
}
