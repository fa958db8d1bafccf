using static TorchSharp.torch;

namespace EarlyBert.Bert;

/// <summary>One masked batch as <see cref="BertForPreTraining"/> reads it. It owns its tensors.</summary>
/// <param name="Input">The masked texts.</param>
/// <param name="Read">
/// Tokens whose last hidden state is read, Int64 (batch · Q) into batch · tokens: each row's token 0, then its masked tokens, then
/// token 0 again to fill up.
/// </param>
/// <param name="Masked">Where the masked tokens stand in <paramref name="Read"/>, Int64 (M).</param>
internal sealed record PretrainingInput(BertInput Input, Tensor Read, Tensor Masked) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Input.Dispose();
        Read.Dispose();
        Masked.Dispose();
    }
}
