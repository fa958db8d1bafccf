using EarlyBert.Cli.Data;
using EarlyBert.Cli.Output;
using EarlyBert.Tasks;
using EarlyBert.Text;
using EarlyBert.Training;

namespace EarlyBert.Cli.Reproduce;

/// <summary>One column of a table: a task with its data, which are read when they are first asked for.</summary>
internal abstract class GridTask
{
    /// <summary>As <c>--tasks</c> names it.</summary>
    public abstract string Name { get; }

    /// <summary>Its score in the tables.</summary>
    public abstract string Metric { get; }

    /// <summary>What a score is multiplied by to be of 100.</summary>
    public virtual double Factor => 100;

    /// <summary>Whether it is question answering, whose settings differ.</summary>
    public virtual bool AsksQuestions => false;

    /// <summary>What the paper trains it with.</summary>
    public FineTuningDefaults Defaults => AsksQuestions ? FineTuningDefaults.QuestionAnswering : FineTuningDefaults.Glue;

    /// <summary>How the data were split, where the published parts are not all there; null: as published.</summary>
    public abstract string? Split { get; }

    public abstract int TrainRows { get; }

    public abstract int DevRows { get; }

    /// <summary>Mean length of the training inputs in word pieces, and how many there are.</summary>
    /// <param name="wordPiece">The tokenizer.</param>
    /// <param name="options">Longest input and windows.</param>
    public abstract (double Tokens, int Inputs) Measure(WordPiece wordPiece, EarlyBertOptions options);

    /// <summary>Trains, and scores the validation set with the finished model.</summary>
    /// <param name="options">The run.</param>
    /// <param name="progress">Receives reports.</param>
    /// <param name="cancellation">Stops the run.</param>
    public abstract CellOutcome Run(EarlyBertOptions options, IProgress<TrainingProgress> progress, CancellationToken cancellation);

    /// <summary>What a run is given to validate on: nothing, unless it is to keep its best epoch.</summary>
    protected static T? ToChooseBy<T>(EarlyBertOptions options, T dev)
        where T : class => options.Train.KeepBest ? dev : null;

    /// <summary>What a run left, with the finished model's scores.</summary>
    protected CellOutcome OutcomeOf(FineTuningResult run, TrainedBert model, IReadOnlyDictionary<string, double> metrics, int truncatedRows, Truncation? truncation = null) =>
        new(run, ResultFile.Of(Name, run, model, metrics, TrainRows, DevRows, truncatedRows, truncation));

    /// <summary>Mean length and number of texts as inputs.</summary>
    protected static (double Tokens, int Inputs) MeasureTexts(WordPiece wordPiece, EarlyBertOptions options, IReadOnlyList<string> texts, IReadOnlyList<string>? pairs) =>
        MeanOf(TokenStore.Build(new SentenceEncoder(wordPiece, options.MaxTokens), texts, pairs));

    /// <summary>Mean length and number of inputs.</summary>
    protected static (double Tokens, int Inputs) MeanOf(TokenStore inputs) => ((double)inputs.TokenCount / inputs.Count, inputs.Count);

    /// <summary>The task of a name.</summary>
    /// <param name="name">A task of GLUE, or <c>squad</c>.</param>
    /// <param name="data">GLUE's folder, or one that holds it as <c>glue</c>.</param>
    /// <param name="squad">Folder or file of SQuAD; null: looked for in <paramref name="data"/>.</param>
    /// <exception cref="EarlyBertException">There is no such task.</exception>
    public static GridTask Of(string name, string data, string? squad)
    {
        if (name == SquadSource.TaskName)
            return new SquadGridTask(squad ?? data);
        var task = GlueTask.Get(name);
        var folder = Directory.Exists(Path.Combine(data, "glue")) ? Path.Combine(data, "glue") : data;
        if (task.IsTestOnly)
            throw new EarlyBertException($"'{name}' has no training set; name another task.");
        return task.IsRegression ? new RegressionGridTask(task, folder) : new ClassificationGridTask(task, folder);
    }
}

/// <summary>What a run of a cell leaves.</summary>
/// <param name="Run">Ticket, options, reports.</param>
/// <param name="Result">Scores and cost.</param>
internal sealed record CellOutcome(FineTuningResult Run, ResultFile Result);
