using System.Globalization;
using EarlyBert.Pretraining;
using EarlyBert.Text;
using EarlyBert.Weights;

namespace EarlyBert.MLNet.Fitting;

/// <summary>
/// The vocabulary and the examples of a pre-training: what lies in the folder when a run goes on, or made from the rows, in one pass for the vocabulary
/// and one for each length of input.
/// </summary>
internal sealed class PretrainingData : IDisposable
{
    private readonly EarlyBertPretrainerOptions _options;
    private readonly PretrainingOptions _run;
    private readonly PretrainingFolder _folder;
    private readonly DocumentRows _rows;
    private readonly TrainingLog _log;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<int, ExampleStore> _stores = [];
    private readonly bool _lowerCase;

    /// <param name="options">The estimator's options.</param>
    /// <param name="run">The run, with what the context decides.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="rows">The text.</param>
    /// <param name="log">Hears what was made.</param>
    /// <param name="cancellationToken">Checked at every document.</param>
    public PretrainingData(EarlyBertPretrainerOptions options, PretrainingOptions run, PretrainingFolder folder, DocumentRows rows, TrainingLog log, CancellationToken cancellationToken)
    {
        (_options, _run, _folder, _rows, _log, _cancellationToken) = (options, run, folder, rows, log, cancellationToken);
        (Vocabulary, _lowerCase) = FindVocabulary();
        if (_lowerCase && Vocabulary.LooksCased)
            log.Warn($"The vocabulary has upper-case letters, but texts are lower-cased; set {nameof(options.LowerCase)} to false for a cased vocabulary.");
        try
        {
            foreach (var length in run.Phases.Select(phase => phase.MaxTokens).Distinct())
                _stores[length] = FindExamples(length);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The vocabulary.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The examples of each phase; phases of one length share them.</summary>
    public IReadOnlyList<ExampleStore> Phases => [.. _run.Phases.Select(phase => _stores[phase.MaxTokens])];

    /// <summary>Lets go of the files.</summary>
    public void Dispose()
    {
        foreach (var store in _stores.Values)
            store.Dispose();
    }

    private (Vocabulary Vocabulary, bool LowerCase) FindVocabulary()
    {
        if (_run.Pretrained is { } pretrained)
        {
            var model = HuggingFaceFolder.ReadOutline(pretrained);
            return (model.Vocabulary, model.LowerCase);
        }

        if (_options.VocabularyPath is { } path)
            return (Vocabulary.Load(path), _options.LowerCase);
        if (_options.Resume && File.Exists(_folder.Vocabulary))
            return (Vocabulary.Load(_folder.Vocabulary), _options.LowerCase);
        var learned = VocabularyTrainer.Train(_rows.Documents().SelectMany(document => document), _options.VocabularySize, _options.LowerCase, _cancellationToken);
        learned.Save(_folder.Vocabulary);
        Say($"A vocabulary of {learned.Count} entries was learned.");
        return (learned, _options.LowerCase);
    }

    private ExampleStore FindExamples(int length)
    {
        var directory = _folder.Examples(length);
        if (_options.Resume && ExampleStore.Exists(directory))
        {
            var store = ExampleStore.Open(directory, Vocabulary);
            if (Difference(store.Manifest) is not { } difference)
                return store;
            store.Dispose();
            throw new EarlyBertException($"The examples in '{directory}' were prepared otherwise ({difference}); go on with the options of the run that made them, or set {nameof(_options.Resume)} to false.");
        }

        var options = new ExampleStoreOptions { MaxTokens = length, HeldOutShare = _options.HeldOutShare, Seed = _run.Seed };
        var made = ExampleStore.Prepare(_rows.Documents(), Vocabulary, _lowerCase, directory, options, null, _cancellationToken);
        Say($"{made.TrainExamples} examples of up to {length} word pieces were made of {made.Documents} documents, and {made.HeldOutExamples} held out.");
        return ExampleStore.Open(directory, Vocabulary, verify: false);
    }

    private string? Difference(ExampleStoreManifest made)
    {
        if (made.LowerCase != _lowerCase)
            return $"{nameof(_options.LowerCase)} was {made.LowerCase}, is {_lowerCase}";
        if (made.Seed != _run.Seed)
            return $"{nameof(_run.Seed)} was {made.Seed}, is {_run.Seed}";
        if (made.HeldOutShare != _options.HeldOutShare)
            return string.Create(CultureInfo.InvariantCulture, $"{nameof(_options.HeldOutShare)} was {made.HeldOutShare}, is {_options.HeldOutShare}");
        return null;
    }

    private void Say(string message) => _log.Report(new TrainingProgress { Stage = TrainingStage.Prepare, Message = message });
}
