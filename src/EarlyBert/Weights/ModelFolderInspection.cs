using System.Text.Json;
using System.Text.Json.Nodes;
using EarlyBert.Bert;
using EarlyBert.Text;
using static TorchSharp.torch;

namespace EarlyBert.Weights;

/// <summary>
/// What is in a model folder, in whatever format, and what is wrong with it: where <see cref="HuggingFaceFolder.Load"/> stops at the first fault, this
/// looks at all parts and compares them with each other.
/// </summary>
/// <param name="Description">What the folder holds, in a sentence.</param>
/// <param name="Faults">What is wrong, and what to do about it, a sentence each; empty: nothing.</param>
/// <param name="Notes">What is worth knowing, a sentence each.</param>
public sealed record ModelFolderInspection(string Description, IReadOnlyList<string> Faults, IReadOnlyList<string> Notes)
{
    /// <summary>Names that a sentence spells out.</summary>
    private const int Shown = 5;

    private static readonly string[] KnownHeads = ["classifier.", "qa_outputs.", "cls."];

    /// <summary>Looks at a folder. Nothing in a file is executed, and nothing is changed.</summary>
    /// <param name="directory">The folder.</param>
    /// <exception cref="EarlyBertException">There is no such folder.</exception>
    public static ModelFolderInspection Of(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (!Directory.Exists(directory))
            throw new EarlyBertException($"There is no folder '{directory}'; check the path.");
        using var scope = NewDisposeScope();
        var look = new Look(directory);
        look.All();
        return new ModelFolderInspection(look.Description, look.Faults, look.Notes);
    }

    private sealed class Look(string directory)
    {
        public List<string> Faults { get; } = [];

        public List<string> Notes { get; } = [];

        public string Description { get; private set; } = $"'{directory}' should be a model.";

        public void All()
        {
            var config = Try(() => HuggingFaceFolder.ReadConfig(directory));
            CheckModelType();
            var vocabulary = Try(() => Vocabulary.Load(HuggingFaceFolder.Require(directory, HuggingFaceFolder.VocabularyFile)));
            var tokenizer = Try(() => HuggingFaceFolder.ReadTokenizerConfig(directory));
            if (vocabulary is not null && tokenizer is not null)
                Say(vocabulary.CasingFault(HuggingFaceFolder.LowerCaseOf(tokenizer, vocabulary), $"The vocabulary of '{directory}'"));
            if (config is not null && vocabulary is not null)
                Compare(config, vocabulary);
            var tensors = Try(() => Read(WeightFormats.Find(directory) ?? HuggingFaceFolder.Require(directory, WeightFormats.Preferred), config));
            if (config is null || tensors is null)
                return;
            CheckHeads(config, tensors);
            CheckNumbers(tensors);
            Describe(config, tensors, vocabulary, tokenizer);
        }

        private T? Try<T>(Func<T> look) where T : class
        {
            try
            {
                return look();
            }
            catch (EarlyBertException fault)
            {
                Say(fault.Message);
                return null;
            }
        }

        private void Say(string? fault)
        {
            if (fault is not null && !Faults.Contains(fault))
                Faults.Add(fault);
        }

        private void CheckModelType()
        {
            try
            {
                var file = HuggingFaceFolder.ConfigFileOf(directory);
                if (JsonNode.Parse(File.ReadAllText(Path.Combine(directory, file))) is JsonObject config && config["model_type"] is JsonValue given && given.TryGetValue(out string? type) && type != "bert")
                    Say($"{file} of '{directory}' describes a model of type '{type}' (allowed: 'bert'); use a BERT.");
            }
            catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                // Reading the configuration says what is wrong with it.
            }
        }

        private void Compare(BertConfig config, Vocabulary vocabulary)
        {
            if (Try(() => SurplusWords.Describe(vocabulary, config.VocabSize, HuggingFaceFolder.ConfigFileOf(directory), directory) ?? "") is { Length: > 0 } surplus)
                Say(surplus);
            if (vocabulary.Count < config.VocabSize && config.VocabSize - vocabulary.Count < SurplusWords.MostPadding)
                Notes.Add($"The embedding table has {config.VocabSize - vocabulary.Count} rows more than the vocabulary of {vocabulary.Count:#,0} words, as padding; they are not used.");
            if (config.PadTokenId != vocabulary.PaddingId)
                Notes.Add($"The configuration calls token {config.PadTokenId} the padding, [PAD] is token {vocabulary.PaddingId} of the vocabulary; the vocabulary is believed.");
        }

        /// <summary>All weights by their normal names; names and shapes that do not belong are faults.</summary>
        private Dictionary<string, Tensor> Read(string path, BertConfig? config)
        {
            var (unexpected, types) = (new List<string>(), new HashSet<ScalarType>());
            var expected = config is null ? [] : EncoderShapes.Of(config).Select(part => part.Name).ToHashSet(StringComparer.Ordinal);
            var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
            foreach (var (name, tensor) in WeightFormats.Read(path, null, _ => true))
            {
                if (WeightNames.Normal(name) is not { } normal)
                    continue;
                types.Add(tensor.dtype);
                var isKnown = expected.Contains(normal) || Array.Exists(KnownHeads, head => normal.StartsWith(head, StringComparison.Ordinal)) || normal.EndsWith("slimming_coef", StringComparison.Ordinal);
                if (config is not null && !isKnown)
                    unexpected.Add(name);
                if (!tensors.TryAdd(normal, tensor))
                    Say($"'{path}' has the weights of '{normal}' under two names; keep one of them.");
            }

            if (unexpected.Count > 0)
                Notes.Add($"{unexpected.Count} weights of '{path}' are not a BERT's and are passed over ({string.Join(", ", unexpected.Take(Shown))}{(unexpected.Count > Shown ? ", ..." : "")}).");
            if (types.Any(type => type is not (ScalarType.Float32 or ScalarType.Int64)))
                Notes.Add($"The weights are stored as {string.Join(" and ", types.Order())}; they are computed with as Float32.");
            if (config is not null)
            {
                Try(() =>
                {
                    EncoderShapes.Check(tensors, config, path);
                    return "";
                });
            }

            return tensors;
        }

        private void CheckHeads(BertConfig config, Dictionary<string, Tensor> tensors)
        {
            foreach (var head in new[] { "classifier", "qa_outputs" })
            {
                if (!tensors.TryGetValue($"{head}.weight", out var weight))
                    continue;
                if (head == "classifier" && !tensors.ContainsKey("bert.pooler.dense.weight"))
                    Say("The weights have a classifier, but not the pooler that it reads (bert.pooler.dense.*); it may be a model that labels words, which this library does not, or else save it again.");
                if (!tensors.ContainsKey($"{head}.bias"))
                    Say($"The weights have {head}.weight, but no {head}.bias; save the model again.");
                if (weight.shape.Length != 2 || weight.shape[1] != config.HiddenSize)
                    Say($"{head}.weight has the shape [{string.Join(", ", weight.shape)}], the hidden size is {config.HiddenSize}; use weights and a configuration that belong together.");
                else if (head == "classifier" && config.Labels.Count > 0 && weight.shape[0] != config.Labels.Count)
                    Say($"The classifier has {weight.shape[0]} rows, but id2label names {config.Labels.Count} labels; use weights and a configuration that belong together.");
            }
        }

        private void CheckNumbers(Dictionary<string, Tensor> tensors)
        {
            var broken = tensors.Where(pair => pair.Value.is_floating_point() && !IsFinite(pair.Value)).Select(pair => pair.Key).ToArray();
            if (broken.Length > 0)
                Say($"{broken.Length} weights hold numbers that are infinite or none ({string.Join(", ", broken.Take(Shown))}{(broken.Length > Shown ? ", ..." : "")}); the training diverged: use an earlier copy or train with a smaller learning rate.");
        }

        private static bool IsFinite(Tensor tensor)
        {
            // A sum is finite unless a number is not; halves could overflow.
            using var sum = tensor.to(ScalarType.Float64).sum();
            return double.IsFinite(sum.cpu().item<double>());
        }

        private void Describe(BertConfig config, Dictionary<string, Tensor> tensors, Vocabulary? vocabulary, JsonObject? tokenizer)
        {
            var pruned = config.KeptHeads is null && config.KeptNeurons is null ? "unpruned" : "pruned";
            var labels = config.Labels.Count > 0 ? config.Labels : tensors.TryGetValue("classifier.weight", out var classifier) ? [.. Enumerable.Range(0, (int)classifier.shape[0]).Select(label => $"LABEL_{label}")] : [];
            var head = tensors.ContainsKey("qa_outputs.weight") ? "a question-answering head"
                : !tensors.ContainsKey("classifier.weight") ? $"a bare encoder without a classification head{(tensors.Keys.Any(name => name.StartsWith("cls.", StringComparison.Ordinal)) ? ", with those of pre-training" : "")}"
                : (config with { Labels = labels }).IsRegression ? "a number a text"
                : $"{(config.IsMultiLabel ? "any number of the labels" : "classes")} {string.Join(", ", labels)}";
            var tokens = tokenizer is null ? config.MaxPositionEmbeddings : Try(() => (object)HuggingFaceFolder.MaxTokensOf(tokenizer, config, directory)) as int? ?? config.MaxPositionEmbeddings;
            Description = $"'{directory}' is a model: {config.NumHiddenLayers} layers of width {config.HiddenSize}, {pruned}, {tensors.Values.Sum(tensor => tensor.numel()):#,0} parameters, " +
                $"{vocabulary?.Count ?? 0:#,0} word pieces, up to {tokens} tokens, {head}.";
        }
    }
}
