using EarlyBert.Bert;
using EarlyBert.Text;
using EarlyBert.Training;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>θ₀ and what belongs to it: the weights before the first step, the fresh task head included, their shape and vocabulary.</summary>
internal sealed record StartingPoint(BertConfig Config, Vocabulary Vocabulary, bool LowerCase, int MaxTokens, IReadOnlyDictionary<string, Tensor> Weights) : IDisposable
{
    /// <summary>
    /// From a pre-trained model in memory, a folder or the library itself, or random weights of a named size, or of a model's shape, with a vocabulary from a
    /// file, the model's, or learned from the training text.
    /// </summary>
    /// <param name="options">The run.</param>
    /// <param name="head">The task's head; fresh, unless the model was trained for the same task and labels.</param>
    /// <param name="pretrained">A model in memory, which stays the caller's; null: as the options say.</param>
    /// <param name="labels">Names of the head's outputs; none for a task without classes.</param>
    /// <param name="texts">Training texts.</param>
    /// <param name="report">Receives warnings.</param>
    /// <param name="cancellationToken">Checked while a vocabulary is learned.</param>
    public static StartingPoint Create(EarlyBertOptions options, TaskHead head, PretrainedBert? pretrained, IReadOnlyList<string> labels, IEnumerable<string> texts, RunMonitor report, CancellationToken cancellationToken)
    {
        if (pretrained is not null)
            return From(pretrained, "the pre-trained model in memory", options, head, labels, report);
        if (options.Pretrained is { } directory)
        {
            using var folder = HuggingFaceFolder.Load(directory);
            return From(folder, directory, options, head, labels, report);
        }

        if (options.Scratch is not { } shape)
        {
            using var builtIn = BuiltInModel.Load();
            return From(builtIn, BuiltInModel.Name, options, head, labels, report);
        }

        var like = options.ScratchFolder is { } model ? HuggingFaceFolder.ReadOutline(model) : null;
        var lowerCase = options.LowerCase ?? like?.LowerCase ?? true;
        var vocabulary = options.VocabularyPath is { } path
            ? Vocabulary.Load(path)
            : like?.Vocabulary ?? VocabularyTrainer.Train(texts, options.VocabularySize, lowerCase, cancellationToken);
        Warn(report, (options.VocabularyPath ?? options.ScratchFolder) is { } source ? vocabulary.CasingFault(lowerCase, $"The vocabulary '{source}'") : null);
        var fresh = head.Shape((like?.Config ?? BertConfig.FromName(shape)) with { VocabSize = vocabulary.Count, PadTokenId = vocabulary.PaddingId }, labels);
        return new StartingPoint(fresh, vocabulary, lowerCase, Longest(options, fresh, report), Initial(fresh, head, options.Seed, null, ""));
    }

    /// <summary>A trained network with the vocabulary and settings that it started with. It stays the network's own.</summary>
    public PretrainedBert With(TrainedNetwork network) => new(network.Config, Vocabulary, LowerCase, MaxTokens, network.Weights);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var weight in Weights.Values)
            weight.Dispose();
    }

    private static StartingPoint From(PretrainedBert model, string source, EarlyBertOptions options, TaskHead head, IReadOnlyList<string> labels, RunMonitor report)
    {
        if (model.Vocabulary.Count > model.Config.VocabSize)
            throw new EarlyBertException($"The vocabulary of {source} has {model.Vocabulary.Count} entries, its configuration says {model.Config.VocabSize}; use the vocabulary that belongs to these weights.");
        var config = head.Shape(model.Config, labels);
        foreach (var warning in model.Warnings)
            Warn(report, warning);
        var lowerCase = options.LowerCase ?? model.LowerCase;
        Warn(report, model.Vocabulary.CasingFault(lowerCase, $"The vocabulary of {source}"));
        using var kept = TrainedHead.Of(model, head, config, source, report);
        return new StartingPoint(config, model.Vocabulary, lowerCase, Longest(options, config, report), Initial(config, head, options.Seed, kept.Weights, source));
    }

    private static void Warn(RunMonitor report, string? warning)
    {
        if (warning is not null)
            report.Say(TrainingStage.Prepare, warning, isWarning: true);
    }

    private static IReadOnlyDictionary<string, Tensor> Initial(BertConfig config, TaskHead head, int seed, IReadOnlyDictionary<string, Tensor>? pretrained, string source)
    {
        using var model = head.Create(config, false, 0);
        BertInitialization.Initialize(model, config, seed, pretrained is null ? null : name => !pretrained.ContainsKey(name));
        if (pretrained is not null)
            StateDict.Load(model, pretrained, source, name => head.Has(name) || name.StartsWith("bert.pooler.", StringComparison.Ordinal));
        return StateDict.Copy(model);
    }

    private static int Longest(EarlyBertOptions options, BertConfig config, RunMonitor report)
    {
        if (options.MaxTokens <= config.MaxPositionEmbeddings)
            return options.MaxTokens;
        report.Say(TrainingStage.Prepare, $"MaxTokens is {options.MaxTokens}, but the model has {config.MaxPositionEmbeddings} positions; {config.MaxPositionEmbeddings} are used.", isWarning: true);
        return config.MaxPositionEmbeddings;
    }
}
