using System.Text;
using EarlyBert.Bert;
using EarlyBert.Text;
using static TorchSharp.torch;

namespace EarlyBert.Weights;

/// <summary>
/// The small English BERT that comes with the library: pre-trained by early-bird ticket on Wikipedia text, and what fine-tuning starts from when nothing
/// else is named. Its card, with corpus, options and scores, lies beside its files in the repository, under <c>models/</c>.
/// </summary>
public static class BuiltInModel
{
    /// <summary>Its name.</summary>
    public const string Name = "earlybert-l2-h256-en";

    /// <summary>Reads the model from the library's own file; its 16-bit weights become 32-bit ones.</summary>
    /// <param name="device">Where the tensors go; null: the CPU.</param>
    /// <returns>The model, owned by the caller.</returns>
    public static PretrainedBert Load(Device? device = null)
    {
        var outline = ReadOutline();
        using var weights = Open("model.safetensors");
        var tensors = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, half) in SafeTensors.Read(weights, Name, device))
            tensors.Add(name, half.to(ScalarType.Float32, disposeAfter: true));
        return new PretrainedBert(outline.Config, outline.Vocabulary, outline.LowerCase, outline.MaxTokens, tensors);
    }

    /// <summary>Reads all but the weights.</summary>
    internal static ModelOutline ReadOutline() => new(BertConfig.FromJson(Text("config.json"), Name), Vocabulary.Parse(Text("vocab.txt")), LowerCase: true, MaxTokens: 128);

    private static string Text(string file)
    {
        using var reader = new StreamReader(Open(file), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static Stream Open(string file) => typeof(BuiltInModel).Assembly.GetManifestResourceStream($"EarlyBert.{Name}.{file}")
        ?? throw new InvalidOperationException($"The assembly was built without '{file}' of {Name}.");
}
