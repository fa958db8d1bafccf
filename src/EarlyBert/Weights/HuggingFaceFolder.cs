using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EarlyBert.Bert;
using EarlyBert.Text;
using static TorchSharp.torch;

namespace EarlyBert.Weights;

/// <summary>
/// A model folder as Hugging Face's libraries read and write it: <c>config.json</c>, <c>model.safetensors</c>, <c>vocab.txt</c>,
/// <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c>.
/// </summary>
public static class HuggingFaceFolder
{
    private const string ConfigFile = "config.json", WeightsFile = "model.safetensors", VocabularyFile = "vocab.txt",
        TokenizerFile = "tokenizer_config.json", SpecialTokensFile = "special_tokens_map.json";

    private const string ClassifierWeight = "classifier.weight";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// Reads a folder. The encoder's names get the prefix <c>bert.</c>, whatever the file says, and layer norms <c>weight</c> and
    /// <c>bias</c> (old files: <c>gamma</c>, <c>beta</c>); position buffers and the pre-training heads (<c>cls.*</c>) are left out.
    /// With a classifier but no label names in the file the labels are <c>LABEL_0</c>, <c>LABEL_1</c>, ... Where the folder does not
    /// say whether texts are lower-cased, they are unless the vocabulary has upper-case letters.
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <param name="device">Where the tensors go; null: the CPU.</param>
    /// <param name="pretrainingHeads">Read the pre-training heads too.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="EarlyBertException">A file is missing or damaged, or vocabulary, configuration and weights do not belong together.</exception>
    public static PretrainedBert Load(string directory, Device? device = null, bool pretrainingHeads = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (!Directory.Exists(directory))
            throw new EarlyBertException($"There is no model folder '{directory}'; name a folder with {ConfigFile}, {WeightsFile} and {VocabularyFile}.");
        var config = BertConfig.FromJson(ReadText(directory, ConfigFile), Path.Combine(directory, ConfigFile));
        var tokenizer = ReadTokenizerConfig(directory);
        RequireSafeTensors(directory);
        var vocabulary = Vocabulary.Load(Require(directory, VocabularyFile));
        if (vocabulary.Count != config.VocabSize)
            throw new EarlyBertException($"The vocabulary of '{directory}' has {vocabulary.Count} entries, its {ConfigFile} says {config.VocabSize}; use the {VocabularyFile} that belongs to these weights.");
        var tensors = ReadTensors(directory, config, device, pretrainingHeads);
        if (config.Labels.Count == 0 && tensors.TryGetValue(ClassifierWeight, out var classifier) && classifier.shape.Length == 2)
            config = config with { Labels = Enumerable.Range(0, (int)classifier.shape[0]).Select(label => $"LABEL_{label}").ToArray() };
        return new PretrainedBert(config, vocabulary, LowerCaseOf(tokenizer, vocabulary), MaxTokensOf(tokenizer, config, directory), tensors);
    }

    /// <summary>
    /// Writes a folder, each file beside and renamed, the weights first: on a full disk a model that was there before stays whole.
    /// </summary>
    /// <param name="directory">The folder; made if it does not exist. Other files in it stay.</param>
    /// <param name="config">The model's shape, with the labels of a classifier.</param>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="lowerCase">Whether texts are lower-cased.</param>
    /// <param name="maxTokens">Longest input in word pieces.</param>
    /// <param name="tensors">The weights, by Hugging Face's names.</param>
    /// <exception cref="EarlyBertException">A file cannot be written.</exception>
    public static void Save(string directory, BertConfig config, Vocabulary vocabulary, bool lowerCase, int maxTokens, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(vocabulary);
        SafeTensors.Write(Path.Combine(directory, WeightsFile), tensors, new Dictionary<string, string> { ["format"] = "pt" });
        WriteText(directory, ConfigFile, config.ToJson());
        WriteText(directory, VocabularyFile, vocabulary.Serialize());
        var special = new JsonObject { ["unk_token"] = "[UNK]", ["sep_token"] = "[SEP]", ["pad_token"] = "[PAD]", ["cls_token"] = "[CLS]", ["mask_token"] = "[MASK]" };
        WriteText(directory, SpecialTokensFile, special.ToJsonString(Indented));
        special.Insert(0, "tokenizer_class", "BertTokenizer");
        special.Insert(1, "do_lower_case", lowerCase);
        special.Insert(2, "model_max_length", maxTokens);
        WriteText(directory, TokenizerFile, special.ToJsonString(Indented));
    }

    private static IReadOnlyDictionary<string, Tensor> ReadTensors(string directory, BertConfig config, Device? device, bool pretrainingHeads)
    {
        var path = Path.Combine(directory, WeightsFile);
        var read = SafeTensors.Read(path, device, name => NormalName(name) is { } normal && (pretrainingHeads || !IsPretrainingHead(normal)));
        try
        {
            var tensors = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal);
            foreach (var (name, tensor) in read)
            {
                if (!tensors.TryAdd(NormalName(name)!, tensor))
                    throw new EarlyBertException($"'{path}' has the weights of '{NormalName(name)}' under two names; keep one of them.");
            }

            EncoderShapes.Check(tensors, config, path);
            return tensors;
        }
        catch
        {
            foreach (var tensor in read.Values)
                tensor.Dispose();
            throw;
        }
    }

    /// <summary>The name that the model gives a tensor; null: a buffer, or a second name of the tied decoder's weights.</summary>
    private static string? NormalName(string name)
    {
        if (name is "cls.predictions.decoder.weight" or "cls.predictions.decoder.bias" || name.EndsWith("position_ids", StringComparison.Ordinal) || name.EndsWith("embeddings.token_type_ids", StringComparison.Ordinal))
            return null;
        name = name.Replace("LayerNorm.gamma", "LayerNorm.weight", StringComparison.Ordinal).Replace("LayerNorm.beta", "LayerNorm.bias", StringComparison.Ordinal);
        string[] parts = ["embeddings.", "encoder.", "pooler."];
        return Array.Exists(parts, part => name.StartsWith(part, StringComparison.Ordinal)) ? "bert." + name : name;
    }

    private static bool IsPretrainingHead(string name) => name.StartsWith("cls.", StringComparison.Ordinal);

    private static bool LowerCaseOf(JsonObject tokenizer, Vocabulary vocabulary) =>
        tokenizer["do_lower_case"] is JsonValue given && given.TryGetValue(out bool lowerCase) ? lowerCase : !vocabulary.LooksCased;

    private static int MaxTokensOf(JsonObject tokenizer, BertConfig config, string directory)
    {
        // "No limit" is written as 1000000000000000019884624838656, which fits no integer.
        if (tokenizer["model_max_length"] is not JsonValue given || !given.TryGetValue(out double length))
            return config.MaxPositionEmbeddings;
        if (!(length >= 3))
            throw new EarlyBertException($"{TokenizerFile} of '{directory}' has a model_max_length of {given.ToJsonString()} (allowed: 3 or more); mend or remove it.");
        return (int)Math.Min(length, config.MaxPositionEmbeddings);
    }

    private static JsonObject ReadTokenizerConfig(string directory)
    {
        var path = Path.Combine(directory, TokenizerFile);
        if (!File.Exists(path))
            return [];
        try
        {
            var config = JsonNode.Parse(ReadText(directory, TokenizerFile)) as JsonObject ?? throw new JsonException("it is no object");
            return config.Count >= 0 ? config : []; // Counting makes a name that occurs twice throw here.
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            throw new EarlyBertException($"'{path}' is no valid JSON ({fault.Message.TrimEnd('.')}); mend or remove it.", fault);
        }
    }

    private static void RequireSafeTensors(string directory)
    {
        string[] others = ["pytorch_model.bin", "tf_model.h5", "bert_model.ckpt.index", "flax_model.msgpack", WeightsFile + ".index.json", "pytorch_model.bin.index.json"];
        if (!File.Exists(Path.Combine(directory, WeightsFile)) && Array.Find(others, other => File.Exists(Path.Combine(directory, other))) is { } found)
            throw new EarlyBertException($"'{directory}' holds its weights as {found}, which cannot be read yet; convert it to {WeightsFile} (in Python: BertModel.from_pretrained(...).save_pretrained(..., safe_serialization=True)).");
        Require(directory, WeightsFile);
    }

    private static string Require(string directory, string file)
    {
        var path = Path.Combine(directory, file);
        return File.Exists(path) ? path : throw new EarlyBertException($"'{directory}' has no {file}; name a folder with {ConfigFile}, {WeightsFile} and {VocabularyFile}.");
    }

    private static string ReadText(string directory, string file)
    {
        var path = Require(directory, file);
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EarlyBertException($"'{path}' could not be read ({fault.Message.TrimEnd('.')}); check that the file may be read.", fault);
        }
    }

    private static void WriteText(string directory, string file, string text) =>
        AtomicFile.Write(Path.Combine(directory, file), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
