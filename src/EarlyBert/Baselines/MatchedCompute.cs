using EarlyBert.Bert;

namespace EarlyBert.Baselines;

/// <summary>
/// How long the dense network trains for the compute of an early-bird run: the control of the paper's Table 7.
/// </summary>
public static class MatchedCompute
{
    /// <summary>
    /// Multiplications of one token through the encoder of a model: per layer 4·H·h·d for queries, keys, values and output,
    /// 2·T·h·d for attention, 2·H·I for the feed-forward network.
    /// </summary>
    /// <param name="config">The shape, pruned or not.</param>
    /// <param name="tokens">Length of the inputs.</param>
    public static double MultiplicationsPerToken(BertConfig config, double tokens) =>
        Enumerable.Range(0, config.NumHiddenLayers).Sum(layer =>
        {
            double attention = config.HeadsOf(layer) * config.HeadSize;
            return (4 * config.HiddenSize * attention) + (2 * tokens * attention) + (2.0 * config.HiddenSize * config.NeuronsOf(layer));
        });

    /// <summary>Dense epochs that cost as much as a search and the training of a ticket.</summary>
    /// <param name="dense">The shape before the ticket.</param>
    /// <param name="pruned">The ticket's shape.</param>
    /// <param name="tokens">Mean length of the inputs.</param>
    /// <param name="searchEpochs">Epochs of the search, at the dense network's cost.</param>
    /// <param name="trainEpochs">Epochs of the ticket.</param>
    public static double Epochs(BertConfig dense, BertConfig pruned, double tokens, double searchEpochs, double trainEpochs) =>
        searchEpochs + (trainEpochs * MultiplicationsPerToken(pruned, tokens) / MultiplicationsPerToken(dense, tokens));
}
