using EarlyBert.Bert;
using EarlyBert.Text;

namespace EarlyBert.Weights;

/// <summary>A model without its weights: its shape, and how it reads texts.</summary>
/// <param name="Config">The shape.</param>
/// <param name="Vocabulary">The vocabulary.</param>
/// <param name="LowerCase">Whether texts are lower-cased.</param>
/// <param name="MaxTokens">Longest input in word pieces.</param>
internal sealed record ModelOutline(BertConfig Config, Vocabulary Vocabulary, bool LowerCase, int MaxTokens)
{
    /// <summary>A tokenizer of the model's vocabulary.</summary>
    public WordPiece WordPiece() => new(Vocabulary, LowerCase);
}
