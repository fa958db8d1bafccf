using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace EarlyBert.Bert;

/// <summary>
/// BERT's initial weights: matrices and embeddings normal with <see cref="BertConfig.InitializerRange"/>, biases 0, layer norms 1,
/// the padding row 0, coefficients 1. The numbers come from the seed alone, the same on every platform and device.
/// </summary>
public static class BertInitialization
{
    /// <summary>Initialises every parameter of the module in the order of its state dict.</summary>
    /// <param name="module">A BERT, or a part of one.</param>
    /// <param name="config">Its shape.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="only">Initialise only parameters whose name satisfies this; null: all. The numbers of a parameter do not depend on it.</param>
    public static void Initialize(nn.Module module, BertConfig config, long seed, Predicate<string>? only = null)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (var (name, parameter) in module.named_parameters())
        {
            if (only is not null && !only(name))
                continue;
            if (name.EndsWith("slimming_coef", StringComparison.Ordinal) || name.EndsWith("LayerNorm.weight", StringComparison.Ordinal))
                parameter.fill_(1);
            else if (name.EndsWith(".bias", StringComparison.Ordinal))
                parameter.zero_();
            else
                FillNormal(parameter, config.InitializerRange, SeedOf(name, seed));
            if (name.EndsWith("word_embeddings.weight", StringComparison.Ordinal))
                parameter.narrow(0, config.PadTokenId, 1).zero_();
        }
    }

    private static void FillNormal(Tensor parameter, double deviation, ulong seed)
    {
        var random = new SeededRandom((long)seed);
        using var values = empty(parameter.shape, dtype: ScalarType.Float32);
        var span = MemoryMarshal.Cast<byte, float>(values.bytes);
        for (var i = 0; i < span.Length; i += 2)
        {
            // Box and Muller: two uniform numbers make two normal ones.
            var radius = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
            span[i] = (float)(radius * cos);
            if (i + 1 < span.Length)
                span[i + 1] = (float)(radius * sin);
        }

        parameter.copy_(values);
    }

    /// <summary>FNV-1a over the name, so that a parameter's numbers do not depend on what stands before it.</summary>
    private static ulong SeedOf(string name, long seed)
    {
        var hash = 14695981039346656037UL ^ (ulong)seed;
        foreach (var character in name)
            hash = (hash ^ character) * 1099511628211UL;
        return hash;
    }
}
