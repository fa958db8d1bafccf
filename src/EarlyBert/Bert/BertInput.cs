using static TorchSharp.torch;

namespace EarlyBert.Bert;

/// <summary>One batch as the model reads it. It owns its tensors.</summary>
/// <param name="InputIds">Word-piece ids, Int64 (batch, tokens).</param>
/// <param name="AttentionMask">Float32 (batch, tokens): 1 for real tokens, 0 for padding; null when no row is padded.</param>
/// <param name="TokenTypeIds">Segment ids, Int64 (batch, tokens); null when all are 0.</param>
public sealed record BertInput(Tensor InputIds, Tensor? AttentionMask = null, Tensor? TokenTypeIds = null) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        InputIds.Dispose();
        AttentionMask?.Dispose();
        TokenTypeIds?.Dispose();
    }
}
