using EarlyBert.Cli.Data;
using EarlyBert.Tasks;
using EarlyBert.Text;

namespace EarlyBert.Cli.Reproduce;

/// <summary>A classification task of GLUE; where the training set is missing (QNLI's is large), the validation set is split by its second text.</summary>
internal sealed class ClassificationGridTask(GlueTask task, string folder) : GridTask
{
    private readonly Lazy<(LabelledTexts Train, LabelledTexts Dev, string? Split)> _data = new(() => Read(task, folder));

    public override string Name => task.Name;

    public override string Metric => task.MetricNames[0];

    public override string? Split => _data.Value.Split;

    public override int TrainRows => _data.Value.Train.Count;

    public override int DevRows => _data.Value.Dev.Count;

    public override (double Tokens, int Inputs) Measure(WordPiece wordPiece, EarlyBertOptions options) => MeasureTexts(wordPiece, options, _data.Value.Train.Texts, _data.Value.Train.Pairs);

    public override CellOutcome Run(EarlyBertOptions options, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        var (train, dev, _) = _data.Value;
        var result = TextClassifierTraining.Fit(train, task.LabelNames, options, ToChooseBy(options, dev), progress: progress, cancellationToken: cancellation);
        using var model = result.Classifier;
        return OutcomeOf(result, model, Scores.Of(dev, null, (texts, pairs) => model.Score(texts, pairs), task.LabelNames.Count), result.TruncatedRows, result.Truncation);
    }

    private static (LabelledTexts Train, LabelledTexts Dev, string? Split) Read(GlueTask task, string folder)
    {
        var dev = task.Read(folder, GlueSplit.Dev);
        if (task.HasPart(folder, GlueSplit.Train))
            return (task.Read(folder, GlueSplit.Train), dev, null);
        var groups = dev.Pairs ?? dev.Texts;
        var (train, held) = (Part(row => !DataSplit.IsHeldOut(groups[row])), Part(row => DataSplit.IsHeldOut(groups[row])));
        return (train, held, $"the published validation set, by the hash of the {(dev.Pairs is null ? "text" : "second text")}: {train.Count:#,0} rows to train on, {held.Count:#,0} held out");

        LabelledTexts Part(Func<int, bool> takes)
        {
            var rows = Enumerable.Range(0, dev.Count).Where(takes).ToArray();
            return new LabelledTexts(Array.ConvertAll(rows, row => dev.Texts[row]), dev.Pairs is { } pairs ? Array.ConvertAll(rows, row => pairs[row]) : null, Array.ConvertAll(rows, row => dev.Labels[row]));
        }
    }
}
