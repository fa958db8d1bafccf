using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EarlyBert.Bert;
using EarlyBert.Text;
using EarlyBert.Weights.Hub;
using static TorchSharp.torch;

namespace EarlyBert.Weights;

/// <summary>
/// A model folder as Hugging Face's libraries read and write it: <c>config.json</c>, <c>model.safetensors</c>, <c>vocab.txt</c>,
/// <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c>. Read are, too, <c>pytorch_model.bin</c> of every PyTorch since 0.4, both in
/// several files with their <c>.index.json</c>, and checkpoints of TensorFlow 1 with <c>bert_config.json</c>, as Google publishes them.
/// Nothing in a file is ever executed.
/// </summary>
public static class HuggingFaceFolder
{
    internal const string VocabularyFile = "vocab.txt";

    private const string ConfigFile = "config.json", GoogleConfigFile = "bert_config.json",
        TokenizerFile = "tokenizer_config.json", SpecialTokensFile = "special_tokens_map.json";

    private const string ClassifierWeight = "classifier.weight", AnswerWeight = "qa_outputs.weight";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// Reads a folder; where it holds weights in several formats, safetensors before PyTorch's before TensorFlow's. Floating-point numbers
    /// of every width become 32-bit ones. The encoder's names get the prefix <c>bert.</c>, whatever the file says, and layer norms
    /// <c>weight</c> and <c>bias</c> (old files: <c>gamma</c>, <c>beta</c>); position buffers and heads other than a classifier's and
    /// one for answers are left out. With a classifier but no label names in the file the labels are <c>LABEL_0</c>, <c>LABEL_1</c>, ... Where the folder does not
    /// say whether texts are lower-cased, they are unless the vocabulary has upper-case letters. Rows of the embedding table beyond the vocabulary are not
    /// used; words beyond the table get the row of <c>[UNK]</c> and a warning.
    /// </summary>
    /// <param name="directory">The folder, or the name of a model that <see cref="ModelHub"/> has fetched.</param>
    /// <param name="device">Where the tensors go; null: the CPU.</param>
    /// <param name="pretrainingHeads">Read the heads of pre-training (<c>cls.*</c>) and of other tasks too.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="EarlyBertException">A file is missing or damaged, or vocabulary, configuration and weights do not belong together.</exception>
    public static PretrainedBert Load(string directory, Device? device = null, bool pretrainingHeads = false)
    {
        directory = Locate(directory);
        var outline = ReadOutline(directory);
        var (config, vocabulary) = (outline.Config, outline.Vocabulary);
        var surplus = SurplusWords.Describe(vocabulary, config.VocabSize, ConfigFileOf(directory), directory);
        var tensors = ReadTensors(WeightFormats.Find(directory) ?? Require(directory, WeightFormats.Preferred), config, device, pretrainingHeads);
        if (config.Labels.Count == 0 && tensors.TryGetValue(ClassifierWeight, out var classifier) && classifier.shape.Length == 2)
            config = config with { Labels = Enumerable.Range(0, (int)classifier.shape[0]).Select(label => $"LABEL_{label}").ToArray() };
        config = SurplusWords.Fill(tensors, vocabulary, config);
        return new PretrainedBert(config, vocabulary, outline.LowerCase, outline.MaxTokens, tensors) { Warnings = surplus is null ? [] : [surplus] };
    }

    /// <summary>Reads all but the weights, which may be missing.</summary>
    /// <param name="directory">The folder, or the name of a model that <see cref="ModelHub"/> has fetched.</param>
    /// <exception cref="EarlyBertException">A file is missing or damaged.</exception>
    internal static ModelOutline ReadOutline(string directory)
    {
        directory = Locate(directory);
        var config = ReadConfig(directory);
        var tokenizer = ReadTokenizerConfig(directory);
        var vocabulary = Vocabulary.Load(Require(directory, VocabularyFile));
        return new ModelOutline(config, vocabulary, LowerCaseOf(tokenizer, vocabulary), MaxTokensOf(tokenizer, config, directory));
    }

    /// <summary>Reads the model's shape alone.</summary>
    /// <param name="directory">The folder, or the name of a model that <see cref="ModelHub"/> has fetched.</param>
    /// <exception cref="EarlyBertException">The file is missing or damaged.</exception>
    public static BertConfig ReadConfig(string directory)
    {
        directory = Locate(directory);
        var file = ConfigFileOf(directory);
        return BertConfig.FromJson(ReadText(directory, file), Path.Combine(directory, file));
    }

    private static string Locate(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return Directory.Exists(directory)
            ? directory
            : ModelHub.Find(directory) ?? throw new EarlyBertException($"There is no model folder '{directory}'; name a folder with {ConfigFile}, {WeightFormats.Preferred} and {VocabularyFile}, or fetch a model of the Hugging Face Hub first with 'earlybert download'.");
    }

    internal static string ConfigFileOf(string directory) =>
        !File.Exists(Path.Combine(directory, ConfigFile)) && File.Exists(Path.Combine(directory, GoogleConfigFile)) ? GoogleConfigFile : ConfigFile;

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
        var weights = tensors.ToArray();
        SafeTensors.Write(Path.Combine(directory, WeightFormats.Preferred), weights, new Dictionary<string, string> { ["format"] = "pt" });
        WriteText(directory, ConfigFile, config.ToJson(Array.Exists(weights, weight => weight.Key == AnswerWeight) ? "BertForQuestionAnswering" : null));
        WriteText(directory, VocabularyFile, vocabulary.Serialize());
        var special = new JsonObject { ["unk_token"] = "[UNK]", ["sep_token"] = "[SEP]", ["pad_token"] = "[PAD]", ["cls_token"] = "[CLS]", ["mask_token"] = "[MASK]" };
        WriteText(directory, SpecialTokensFile, special.ToJsonString(Indented));
        special.Insert(0, "tokenizer_class", "BertTokenizer");
        special.Insert(1, "do_lower_case", lowerCase);
        special.Insert(2, "model_max_length", maxTokens);
        WriteText(directory, TokenizerFile, special.ToJsonString(Indented));
    }

    private static OrderedDictionary<string, Tensor> ReadTensors(string path, BertConfig config, Device? device, bool pretrainingHeads)
    {
        var read = WeightFormats.Read(path, device, name => WeightNames.Normal(name) is { } normal && (pretrainingHeads || WeightNames.IsEncoderOrTaskHead(normal)));
        var tensors = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (var (name, tensor) in read)
            {
                var normal = WeightNames.Normal(name)!;
                if (tensors.ContainsKey(normal))
                    throw new EarlyBertException($"'{path}' has the weights of '{normal}' under two names; keep one of them.");
                tensors.Add(normal, tensor.is_floating_point() && tensor.dtype != ScalarType.Float32 ? tensor.to(ScalarType.Float32, disposeAfter: true) : tensor);
            }

            EncoderShapes.Check(tensors, config, path);
            return tensors;
        }
        catch
        {
            foreach (var tensor in read.Values.Concat(tensors.Values))
                tensor.Dispose();
            throw;
        }
    }

    internal static bool LowerCaseOf(JsonObject tokenizer, Vocabulary vocabulary) =>
        tokenizer["do_lower_case"] is JsonValue given && given.TryGetValue(out bool lowerCase) ? lowerCase : !vocabulary.LooksCased;

    internal static int MaxTokensOf(JsonObject tokenizer, BertConfig config, string directory)
    {
        // "No limit" is written as 1000000000000000019884624838656, which fits no integer.
        if (tokenizer["model_max_length"] is not JsonValue given || !given.TryGetValue(out double length))
            return config.MaxPositionEmbeddings;
        if (!(length >= 3))
            throw new EarlyBertException($"{TokenizerFile} of '{directory}' has a model_max_length of {given.ToJsonString()} (allowed: 3 or more); mend or remove it.");
        return (int)Math.Min(length, config.MaxPositionEmbeddings);
    }

    internal static JsonObject ReadTokenizerConfig(string directory)
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

    internal static string Require(string directory, string file)
    {
        var path = Path.Combine(directory, file);
        return File.Exists(path) ? path : throw new EarlyBertException($"'{directory}' has no {file}; name a folder with {ConfigFile}, {WeightFormats.Preferred} and {VocabularyFile}.");
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
