using EarlyBert.Bert;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Training;

/// <summary>The weights of the best evaluation so far, and how long it has been the best.</summary>
/// <param name="patience">Evaluations without a better one after which it is enough; null: never.</param>
internal sealed class BestWeights(int? patience) : IDisposable
{
    private IReadOnlyDictionary<string, Tensor> _weights = new Dictionary<string, Tensor>();
    private int _since;

    /// <summary>Steps before the best evaluation; 0 before the first.</summary>
    public int Step { get; private set; }

    /// <summary>Its score.</summary>
    public double Score { get; private set; } = double.NegativeInfinity;

    /// <summary>Takes the model's weights if its score is better than all before, or if there was none; of equal scores the first counts.</summary>
    /// <returns>False when patience is at its end.</returns>
    public bool Offer(BertForTask model, int step, double score)
    {
        // A correlation of equal numbers is none: any other is better.
        if (Step == 0 || score > Score || (double.IsNaN(Score) && !double.IsNaN(score)))
        {
            Dispose();
            (_weights, Step, Score, _since) = (StateDict.Copy(model), step, score, 0);
            return true;
        }

        _since++;
        return patience is null || _since < patience;
    }

    /// <summary>Gives the model the best weights.</summary>
    public void Restore(BertForTask model) => StateDict.Load(model, _weights, "the best evaluation");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var weight in _weights.Values)
            weight.Dispose();
    }
}
