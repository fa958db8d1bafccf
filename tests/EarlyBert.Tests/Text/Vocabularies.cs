using EarlyBert.Text;

namespace EarlyBert.Tests.Text;

/// <summary>Vocabularies for the tests of this folder.</summary>
internal static class Vocabularies
{
    public static readonly string[] Special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    /// <summary>The special tokens, then these.</summary>
    public static Vocabulary Of(params string[] tokens) => Vocabulary.FromTokens(Special.Concat(tokens));

    /// <summary>Every printable ASCII character, as start of a word and inside: a text has as many pieces as it has characters.</summary>
    public static Vocabulary OfCharacters()
    {
        var characters = Enumerable.Range('!', '~' - '!' + 1).Select(c => ((char)c).ToString()).ToArray();
        return Of(characters.Concat(characters.Where(c => char.IsLetterOrDigit(c[0])).Select(c => "##" + c)).ToArray());
    }

    /// <summary>A model's vocabulary from <c>shared/data/bert-vocab</c>; the test is skipped without.</summary>
    public static Vocabulary OfModel(string model)
    {
        var path = SharedData.TryFind($"bert-vocab/{model}/vocab.txt");
        Skip.If(path is null, $"shared/data/bert-vocab/{model}/vocab.txt is not there");
        return Vocabulary.Load(path!);
    }
}
