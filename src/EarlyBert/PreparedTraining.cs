using EarlyBert.Bert;
using EarlyBert.Text;
using EarlyBert.Training;

namespace EarlyBert;

/// <summary>
/// Rows tokenised once and θ₀ made once, for many trainings of one classifier: those of a sweep. Made by <see cref="TextClassifierTraining.Prepare"/>.
/// </summary>
public sealed class PreparedTraining : IDisposable
{
    private readonly EarlyBertOptions _options;
    private string? _dataHash;

    internal PreparedTraining(EarlyBertOptions options, TaskHead head, StartingPoint start, TrainingRows rows, ValidationRows? validation, IReadOnlyList<string> labelNames, Truncation truncation)
    {
        _options = options.Clone();
        (Head, Start, Rows, ValidationRows, LabelNames, Truncation) = (head, start, rows, validation, [.. labelNames], truncation);
    }

    /// <summary>The shape before any ticket.</summary>
    public BertConfig Config => Start.Config;

    /// <summary>Class names.</summary>
    public IReadOnlyList<string> LabelNames { get; }

    /// <summary>Names of the validation set's scores, the main one first, each better when higher; empty without a validation set.</summary>
    public IReadOnlyList<string> Metrics => ValidationRows?.Metrics ?? [];

    /// <summary>Training inputs: rows, or windows of them.</summary>
    public int Count => Rows.Store.Count;

    /// <summary>SHA-256 of the training ids and labels, hexadecimal; what tickets drawn from these rows name.</summary>
    public string DataHash => _dataHash ??= FineTuningSession.HashOf(Rows);

    internal TaskHead Head { get; }

    internal Truncation Truncation { get; }

    internal StartingPoint Start { get; }

    internal TrainingRows Rows { get; }

    internal ValidationRows? ValidationRows { get; }

    /// <summary>A copy of a run's options with everything filled in that hangs on the strategy and the model: epochs and learning rates.</summary>
    /// <param name="options">The run.</param>
    /// <exception cref="EarlyBertException">Options are out of range.</exception>
    public EarlyBertOptions Resolve(EarlyBertOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FineTuningSession.Resolve(options, FineTuningDefaults.Glue, Config);
    }

    /// <summary>Frees θ₀; a second call does nothing.</summary>
    public void Dispose() => Start.Dispose();

    /// <summary>Throws where a run's options ask for another start than what was prepared.</summary>
    /// <exception cref="EarlyBertException">They do.</exception>
    internal void Check(EarlyBertOptions options)
    {
        var differences = new (string Name, object? Prepared, object? Asked)[]
        {
            (nameof(options.Pretrained), _options.Pretrained, options.Pretrained),
            (nameof(options.Scratch), _options.Scratch, options.Scratch),
            (nameof(options.VocabularyPath), _options.VocabularyPath, options.VocabularyPath),
            (nameof(options.VocabularySize), _options.VocabularySize, options.VocabularySize),
            (nameof(options.LowerCase), _options.LowerCase, options.LowerCase),
            (nameof(options.MaxTokens), _options.MaxTokens, options.MaxTokens),
            (nameof(options.LongText), _options.LongText.ToString(), options.LongText.ToString()),
            (nameof(options.Thresholds), _options.Thresholds.ToString(), options.Thresholds.ToString()),
            (nameof(options.Train.ClassWeights), _options.Train.ClassWeights.ToString(), options.Train.ClassWeights.ToString()),
            (nameof(options.Seed), _options.Seed, options.Seed),
        };
        foreach (var (name, prepared, asked) in differences)
        {
            if (!Equals(prepared, asked))
                throw new EarlyBertException($"{name} is {asked ?? "null"}, but the training was prepared with {prepared ?? "null"}; prepare it with these options, or leave {name} as it was.");
        }
    }
}
