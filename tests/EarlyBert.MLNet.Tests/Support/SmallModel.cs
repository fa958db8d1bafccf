using EarlyBert.Bert;
using EarlyBert.Weights;
using TorchSharp;

namespace EarlyBert.MLNet.Tests.Support;

/// <summary>A classifier of a few hundred numbers, as a Hugging Face folder: small enough to be read thousands of times.</summary>
internal static class SmallModel
{
    private const int Words = 8, Hidden = 4, Neurons = 3, Positions = 8;

    public static TextClassifier Load(string folder)
    {
        Directory.CreateDirectory(folder);
        var config = new BertConfig
        {
            VocabSize = Words,
            HiddenSize = Hidden,
            NumHiddenLayers = 1,
            NumAttentionHeads = 2,
            IntermediateSize = Neurons,
            MaxPositionEmbeddings = Positions,
            Labels = ["praise", "blame"],
        };
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJson());
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "##ly"]);
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"do_lower_case": true, "model_max_length": 8}""");
        using (torch.NewDisposeScope())
            SafeTensors.Write(Path.Combine(folder, "model.safetensors"), Weights().Select(weight => KeyValuePair.Create(weight.Name, torch.rand(weight.Shape))));
        return TextClassifier.Load(folder);
    }

    private static IEnumerable<(string Name, long[] Shape)> Weights()
    {
        const string layer = "bert.encoder.layer.0.";
        return
        [
            ("bert.embeddings.word_embeddings.weight", [Words, Hidden]),
            ("bert.embeddings.position_embeddings.weight", [Positions, Hidden]),
            ("bert.embeddings.token_type_embeddings.weight", [2, Hidden]),
            .. Norm("bert.embeddings.LayerNorm"),
            .. Dense(layer + "attention.self.query", Hidden, Hidden),
            .. Dense(layer + "attention.self.key", Hidden, Hidden),
            .. Dense(layer + "attention.self.value", Hidden, Hidden),
            .. Dense(layer + "attention.output.dense", Hidden, Hidden),
            .. Norm(layer + "attention.output.LayerNorm"),
            .. Dense(layer + "intermediate.dense", Neurons, Hidden),
            .. Dense(layer + "output.dense", Hidden, Neurons),
            .. Norm(layer + "output.LayerNorm"),
            .. Dense("bert.pooler.dense", Hidden, Hidden),
            .. Dense("classifier", 2, Hidden),
        ];
    }

    private static (string Name, long[] Shape)[] Dense(string name, long to, long from) => [($"{name}.weight", [to, from]), ($"{name}.bias", [to])];

    private static (string Name, long[] Shape)[] Norm(string name) => [($"{name}.weight", [Hidden]), ($"{name}.bias", [Hidden])];
}
