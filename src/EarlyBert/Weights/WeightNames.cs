namespace EarlyBert.Weights;

/// <summary>Names of weights in files of other programs, and what the model calls them.</summary>
internal static class WeightNames
{
    /// <summary>What PyTorch's wrapper for several devices puts before each name.</summary>
    private const string WrapperPrefix = "module.";

    private static readonly string[] EncoderParts = ["embeddings.", "encoder.", "pooler."];

    private static readonly string[] EncoderAndTaskHeads = ["bert.", "classifier.", "qa_outputs."];

    /// <summary>The name that the model gives a tensor; null: a buffer, or a second name of the tied decoder's weights.</summary>
    public static string? Normal(string name)
    {
        if (name.StartsWith(WrapperPrefix, StringComparison.Ordinal))
            name = name[WrapperPrefix.Length..];
        if (name is "cls.predictions.decoder.weight" or "cls.predictions.decoder.bias" || name.EndsWith("position_ids", StringComparison.Ordinal) || name.EndsWith("embeddings.token_type_ids", StringComparison.Ordinal))
            return null;
        name = name.Replace("LayerNorm.gamma", "LayerNorm.weight", StringComparison.Ordinal).Replace("LayerNorm.beta", "LayerNorm.bias", StringComparison.Ordinal);
        return Array.Exists(EncoderParts, part => name.StartsWith(part, StringComparison.Ordinal)) ? "bert." + name : name;
    }

    /// <summary>Whether a normal name is one of the encoder or of a head that this library fine-tunes.</summary>
    public static bool IsEncoderOrTaskHead(string name) => Array.Exists(EncoderAndTaskHeads, part => name.StartsWith(part, StringComparison.Ordinal));
}
