using EarlyBert.Bert;
using EarlyBert.Text;
using static TorchSharp.torch;

namespace EarlyBert.Weights;

/// <summary>A vocabulary and an embedding table of different lengths.</summary>
internal static class SurplusWords
{
    /// <summary>Tables are padded to a multiple of 8, 64 or 128 rows, for the sake of matrix units; more rows without a word are another vocabulary's.</summary>
    public const int MostPadding = 128;

    private const string Embeddings = "bert.embeddings.word_embeddings.weight", DecoderBias = "cls.predictions.bias";

    /// <summary>Tokens that every input needs.</summary>
    private static readonly string[] Needed = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];

    /// <summary>What is to be said of the two; null: they are of one length, or the table is padded.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="rows">Rows of the table, as the configuration says.</param>
    /// <param name="configuration">What says so.</param>
    /// <param name="source">The model's folder, for the message.</param>
    /// <exception cref="EarlyBertException">Tokens that every input needs have no row.</exception>
    public static string? Describe(Vocabulary vocabulary, int rows, string configuration, string source)
    {
        var sizes = $"The vocabulary of '{source}' has {vocabulary.Count} entries, its {configuration} says {rows}";
        if (vocabulary.Count <= rows)
            return rows - vocabulary.Count < MostPadding ? null : $"{sizes}: {rows - vocabulary.Count} rows of the embedding table are not used; check that the vocabulary belongs to these weights.";
        var lost = Needed.Where(token => vocabulary[token] >= rows).ToArray();
        return lost.Length == 0
            ? $"{sizes}: {vocabulary.Count - rows} words, from '{vocabulary[rows]}' on, have no row in the embedding table and are read as [UNK]; check that the vocabulary belongs to these weights."
            : throw new EarlyBertException($"{sizes}, and {string.Join(", ", lost)} would have no row in the embedding table; use the vocab.txt that belongs to these weights.");
    }

    /// <summary>Gives words beyond the table the row of [UNK], so that each has one.</summary>
    /// <param name="tensors">The weights, whose table and decoder bias are replaced.</param>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="config">The shape.</param>
    /// <returns>The shape, with as many rows as words at least.</returns>
    public static BertConfig Fill(IDictionary<string, Tensor> tensors, Vocabulary vocabulary, BertConfig config)
    {
        if (vocabulary.Count <= config.VocabSize)
            return config;
        foreach (var name in new[] { Embeddings, DecoderBias })
        {
            if (!tensors.TryGetValue(name, out var table) || table.shape[0] != config.VocabSize)
                continue;
            using var rows = tensor(Enumerable.Range(0, vocabulary.Count).Select(id => (long)(id < config.VocabSize ? id : vocabulary.UnknownId)).ToArray(), device: table.device);
            tensors[name] = table.index_select(0, rows);
            table.Dispose();
        }

        return config with { VocabSize = vocabulary.Count };
    }
}
