using EarlyBert.Cli.Data;
using EarlyBert.Tasks.Squad;
using EarlyBert.Text;

namespace EarlyBert.Cli.Reproduce;

/// <summary>SQuAD 1.1; where the training set is missing, the validation set is split by article.</summary>
/// <param name="path">Folder with the files as published, or one file.</param>
internal sealed class SquadGridTask(string path) : GridTask
{
    private const string TrainFile = "train-v1.1.json";
    private const string DevFile = "dev-v1.1.json";

    private readonly Lazy<(IReadOnlyList<SquadQuestion> Train, IReadOnlyList<SquadQuestion> Dev, string? Split)> _data = new(() => Read(path));

    public override string Name => SquadSource.TaskName;

    public override string Metric => "f1";

    public override double Factor => 1;

    public override bool AsksQuestions => true;

    public override string? Split => _data.Value.Split;

    public override int TrainRows => _data.Value.Train.Count;

    public override int DevRows => _data.Value.Dev.Count;

    public override (double Tokens, int Inputs) Measure(WordPiece wordPiece, EarlyBertOptions options)
    {
        var train = _data.Value.Train;
        return MeanOf(QuestionWindows.Build(new QuestionEncoder(wordPiece, options.MaxTokens, options.Windows), [.. train.Select(question => question.Question)], [.. train.Select(question => question.Context)]).Inputs);
    }

    public override CellOutcome Run(EarlyBertOptions options, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        var (train, dev, _) = _data.Value;
        var result = QuestionAnsweringTraining.Fit(train, options, ToChooseBy(options, dev), progress: progress, cancellationToken: cancellation);
        using var model = result.Answerer;
        return OutcomeOf(result, model, model.Evaluate(dev, new AnswerOptions { Windows = options.Windows }), result.TruncatedQuestions);
    }

    private static (IReadOnlyList<SquadQuestion> Train, IReadOnlyList<SquadQuestion> Dev, string? Split) Read(string path)
    {
        var folder = new[] { path, Path.Combine(path, "squad"), Path.Combine(path, "squad-v1.1-dev") }.FirstOrDefault(place => File.Exists(Path.Combine(place, DevFile)));
        if (folder is not null && File.Exists(Path.Combine(folder, TrainFile)))
            return (SquadFile.Read(Path.Combine(folder, TrainFile)).Questions, SquadFile.Read(Path.Combine(folder, DevFile)).Questions, null);
        if (folder is null && !File.Exists(path))
            throw new EarlyBertException($"There is no {DevFile} in '{path}' or its folder squad; name SQuAD's folder or file with --squad, or leave squad out of --tasks.");
        var questions = SquadFile.Read(folder is null ? path : Path.Combine(folder, DevFile)).Questions;
        var parts = questions.ToLookup(question => DataSplit.IsHeldOut(question.Title ?? question.Context));
        return ([.. parts[false]], [.. parts[true]], $"the published validation set, by the hash of the article's title: {parts[false].Count():#,0} questions to train on, {parts[true].Count():#,0} held out");
    }
}
