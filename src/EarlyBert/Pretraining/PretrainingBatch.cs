using EarlyBert.Bert;
using EarlyBert.Training;
using static TorchSharp.torch;

namespace EarlyBert.Pretraining;

/// <summary>One masked batch with what is to be predicted. It owns its tensors.</summary>
/// <param name="Input">What the model reads.</param>
/// <param name="Words">The masked tokens' own ids, Int64 (M).</param>
/// <param name="NextSentence">0 where the second segment follows the first, 1 where it is a random one, Int64 (rows).</param>
/// <param name="Rows">Rows.</param>
/// <param name="Tokens">Real tokens, padding not counted.</param>
internal sealed record PretrainingBatch(PretrainingInput Input, Tensor Words, Tensor NextSentence, int Rows, long Tokens) : ITrainingBatch
{
    public void Dispose()
    {
        Input.Dispose();
        Words.Dispose();
        NextSentence.Dispose();
    }
}
