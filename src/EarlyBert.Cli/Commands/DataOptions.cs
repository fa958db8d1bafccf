using System.CommandLine;
using EarlyBert.Cli.Data;
using EarlyBert.Cli.Models;
using EarlyBert.Cli.Training;
using EarlyBert.Tasks;

namespace EarlyBert.Cli.Commands;

/// <summary>The options that say where texts and labels are, shared by all commands that read them.</summary>
internal sealed class DataOptions
{
    private readonly Option<string?> _task = new("--task") { Description = $"GLUE task in --data: {string.Join(", ", GlueTask.All.Where(task => !task.IsTestOnly).Select(task => task.Name))}; or {SquadSource.TaskName}, with --data or with --train and --dev.", HelpName = "NAME" };
    private readonly Option<string?> _data = new("--data") { Description = "Folder of the GLUE task, or the one that holds it; folder of SQuAD's files.", HelpName = "DIR" };
    private readonly Option<string?> _train = new("--train") { Description = "Training file, tab- or comma-separated; a JSON file of SQuAD.", HelpName = "FILE" };
    private readonly Option<string?> _dev = new("--dev") { Description = "Validation file, with the same columns; a JSON file of SQuAD.", HelpName = "FILE" };
    private readonly Option<string?> _text = new("--text") { Description = "Column of the text: a name from the header or an index from 0.", HelpName = "COLUMN" };
    private readonly Option<string?> _pair = new("--text-pair") { Description = "Column of a second text.", HelpName = "COLUMN" };
    private readonly Option<string[]?> _label = new("--label") { Description = "Column of the label; named several times: a column of 0 and 1 for each label.", HelpName = "COLUMN" };
    private readonly Option<string?> _labelSeparator = new("--label-separator") { Description = "A row may have several labels, all in the field of --label with this between them.", HelpName = "SIGN" };
    private readonly Option<bool> _quote = new("--quote") { Description = "Fields may stand in double quotes [default: yes for commas, no for tabs]." };
    private readonly Option<string?> _separator = new("--separator") { Description = "Sign between fields: one character, 'tab' or 'comma' [default: comma for .csv, else tab].", HelpName = "SIGN" };
    private readonly Option<bool> _noHeader = new("--no-header") { Description = "The first row is data [default: when all columns are indices]." };
    private readonly Option<bool> _regression = new("--regression") { Description = "The label is a number to come near to, not a class." };
    private readonly Option<MissingLabel> _missing = new("--missing-label")
    {
        Description = "What to do with rows without a label that is known: error or skip [default: error].",
        HelpName = "error|skip",
        CustomParser = Choices.Parser(("error", MissingLabel.Error), ("skip", MissingLabel.Skip)),
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="training">It reads a training file, not only a validation file.</param>
    public void AddTo(Command command, bool training)
    {
        command.Add(_task);
        command.Add(_data);
        if (training)
        {
            command.Add(_train);
            command.Add(_regression);
        }

        command.Add(_dev);
        command.Add(_text);
        command.Add(_pair);
        command.Add(_label);
        command.Add(_labelSeparator);
        command.Add(_quote);
        command.Add(_separator);
        command.Add(_noHeader);
        command.Add(_missing);
    }

    /// <summary>The files of SQuAD; null: another task.</summary>
    /// <exception cref="UsageException">Options exclude each other.</exception>
    /// <exception cref="EarlyBertException">The folder does not hold them.</exception>
    public SquadSource? Squad(ParseResult parsed)
    {
        if (!SquadSource.TaskName.Equals(parsed.GetValue(_task), StringComparison.OrdinalIgnoreCase))
            return null;
        foreach (var option in new Option[] { _text, _pair, _label, _labelSeparator, _regression, _quote, _separator, _noHeader, _missing })
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new UsageException($"--task squad and {option.Name} exclude each other: a SQuAD file has no columns.");
        }

        var named = new SquadSource(parsed.GetValue(_train), parsed.GetValue(_dev));
        if (parsed.GetValue(_data) is not { } folder)
            return named;
        return named is { Train: null, Dev: null } ? SquadSource.In(folder) : throw new UsageException("--data and --train or --dev exclude each other; name the folder or the files.");
    }

    /// <summary>Training and validation data of texts.</summary>
    /// <exception cref="UsageException">Options are missing or exclude each other.</exception>
    /// <exception cref="EarlyBertException">The files cannot be used.</exception>
    public FineTuneTask Read(ParseResult parsed, Terminal terminal)
    {
        if (Task(parsed, _train, _dev) is { } task)
            return ReadGlue(task, parsed.GetValue(_data)!);

        var path = parsed.GetValue(_train) ?? throw new UsageException("There is nothing to train on; name a file with --train, or a GLUE task with --task and --data.");
        if (IsMultiLabel(parsed) && parsed.GetValue(_regression))
            throw new UsageException("--regression takes one column of numbers; name it with --label, and leave --label-separator out.");
        if (IsMultiLabel(parsed))
            return new ClassificationTask(ReadMultiLabel(path, parsed, terminal));
        var columns = Columns(parsed);
        if (parsed.GetValue(_regression))
        {
            return new RegressionTask(new ScoreData
            {
                Name = Path.GetFileNameWithoutExtension(path),
                Columns = ColumnNames.Of(columns),
                Train = ReadScores(path, columns, parsed, terminal),
                Dev = parsed.GetValue(_dev) is { } heldOut ? ReadScores(heldOut, columns, parsed, terminal) : null,
            });
        }

        var (rows, names) = ReadFile(path, columns, null, parsed, terminal);
        return new ClassificationTask(new TaskData
        {
            Name = Path.GetFileNameWithoutExtension(path),
            Columns = ColumnNames.Of(columns),
            LabelNames = names,
            Train = rows,
            Dev = parsed.GetValue(_dev) is { } dev ? ReadFile(dev, columns, names, parsed, terminal).Rows : null,
        });
    }

    /// <summary>Validation data for a model whose classes are known: one set, or MNLI's two.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">The model.</param>
    /// <param name="terminal">Where warnings go.</param>
    public DevSet ReadDev(ParseResult parsed, ClassifierModel model, Terminal terminal)
    {
        if (model.Classifier.IsMultiLabel)
            return ReadMultiLabelDev(parsed, model, terminal);
        if (IsMultiLabel(parsed))
            throw new UsageException($"The model gives one of the classes {string.Join(", ", model.Labels)} a text; name one column with --label, and leave --label-separator out.");
        var (name, rows, mismatched) = ReadClasses(parsed, model.Labels, terminal);
        return new DevSet(name, rows.Count + (mismatched?.Count ?? 0), () => Scores.Of(rows, mismatched, model.Score, model.Labels.Count));
    }

    /// <summary>Validation data for a model that gives numbers.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">The model.</param>
    /// <param name="terminal">Where warnings go.</param>
    public DevSet ReadDev(ParseResult parsed, RegressorModel model, Terminal terminal)
    {
        if (IsMultiLabel(parsed))
            throw new UsageException("The model gives a number a text; name one column with --label, and leave --label-separator out.");
        var task = Task(parsed, _dev);
        if (task is { IsRegression: false })
            throw new EarlyBertException($"The model gives numbers, {task.Name} has classes; use a model that was trained for {task.Name}.");
        var path = task is null ? parsed.GetValue(_dev) ?? throw NothingToScore() : "";
        var rows = task is null ? ReadScores(path, Columns(parsed), parsed, terminal) : task.ReadScores(parsed.GetValue(_data)!, GlueSplit.Dev);
        return new DevSet(task?.Name ?? Path.GetFileNameWithoutExtension(path), rows.Count, () => Scores.Of(rows, model.Score));
    }

    private (string Name, LabelledTexts Rows, LabelledTexts? Mismatched) ReadClasses(ParseResult parsed, IReadOnlyList<string> labelNames, Terminal terminal)
    {
        if (Task(parsed, _dev) is { } task)
        {
            if (task.IsRegression)
                throw new EarlyBertException($"The model tells classes apart ({string.Join(", ", labelNames)}), {task.Name} has scores; use a model that was trained for {task.Name}.");
            var places = Places(task, labelNames);
            return (task.Name, Part(GlueSplit.Dev), task.HasMismatched ? Part(GlueSplit.DevMismatched) : null);

            LabelledTexts Part(GlueSplit split)
            {
                var rows = task.Read(parsed.GetValue(_data)!, split);
                return rows with { Labels = [.. rows.Labels.Select(label => places[label])] };
            }
        }

        var path = parsed.GetValue(_dev) ?? throw NothingToScore();
        return (Path.GetFileNameWithoutExtension(path), ReadFile(path, Columns(parsed), labelNames, parsed, terminal).Rows, null);
    }

    /// <summary>The model's index of each class of the task.</summary>
    /// <exception cref="EarlyBertException">The model does not have all of them.</exception>
    public static int[] Places(GlueTask task, IReadOnlyList<string> labelNames)
    {
        var places = task.LabelNames.Select(name => labelNames.ToList().IndexOf(name)).ToArray();
        if (places.Contains(-1))
            throw new EarlyBertException($"The model's classes are {string.Join(", ", labelNames)}, those of {task.Name} are {string.Join(", ", task.LabelNames)}; use a model that was trained for {task.Name}.");
        return places;
    }

    private static FineTuneTask ReadGlue(GlueTask task, string folder) => task.IsRegression
        ? new RegressionTask(new ScoreData
        {
            Name = task.Name,
            Columns = ColumnNames.Of(task.Columns),
            Train = task.ReadScores(folder, GlueSplit.Train),
            Dev = task.ReadScores(folder, GlueSplit.Dev),
        })
        : new ClassificationTask(new TaskData
        {
            Name = task.Name,
            Columns = ColumnNames.Of(task.Columns),
            LabelNames = task.LabelNames,
            MainMetric = task.MetricNames[0],
            Train = task.Read(folder, GlueSplit.Train),
            Dev = task.Read(folder, GlueSplit.Dev),
            Mismatched = task.HasMismatched ? task.Read(folder, GlueSplit.DevMismatched) : null,
        });

    private static UsageException NothingToScore() => new("There is nothing to score; name a file with --dev, or a GLUE task with --task and --data.");

    private GlueTask? Task(ParseResult parsed, params Option<string?>[] excluded)
    {
        if (parsed.GetValue(_task) is not { } name)
        {
            return parsed.GetValue(_data) is null ? null : throw new UsageException("--data names a folder of GLUE, but --task does not say which task.");
        }

        foreach (var option in excluded.Concat<Option>([_text, _pair, _label, _labelSeparator]))
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new UsageException($"--task and {option.Name} exclude each other: a GLUE task has its own files and columns.");
        }

        if (parsed.GetValue(_regression))
            throw new UsageException("--task and --regression exclude each other: a GLUE task knows its labels.");
        if (parsed.GetValue(_data) is null)
            throw new UsageException($"--task {name} needs its folder; name it with --data.");
        return GlueTask.TryGet(name, out var task)
            ? task
            : throw new UsageException($"'{name}' is no task (allowed: {string.Join(", ", GlueTask.All.Select(known => known.Name))}); for other data name the files and columns.");
    }

    private TextColumns Columns(ParseResult parsed) => new(
        parsed.GetValue(_text) ?? throw new UsageException("--text is missing; name the column of the text."),
        Labels(parsed)[0],
        parsed.GetValue(_pair));

    private (LabelledTexts Rows, IReadOnlyList<string> LabelNames) ReadFile(string path, TextColumns columns, IReadOnlyList<string>? labelNames, ParseResult parsed, Terminal terminal)
    {
        var file = LabelledFile.Read(path, columns, labelNames, parsed.GetValue(_missing), TableOptions(parsed));
        WarnOfSkipped(path, file.SkippedRows, file.Rows.Count, file.FirstSkippedRow, terminal);
        return (file.Rows, file.LabelNames);
    }

    private MultiLabelTaskData ReadMultiLabel(string path, ParseResult parsed, Terminal terminal)
    {
        var (rows, names) = ReadMultiLabelFile(path, null, parsed, terminal);
        var columns = ColumnNames.Of(Columns(parsed));
        return new MultiLabelTaskData
        {
            Name = Path.GetFileNameWithoutExtension(path),
            Columns = Labels(parsed).Length == 1 ? columns : columns with { Label = "Labels" },
            LabelNames = names,
            Train = rows,
            Dev = parsed.GetValue(_dev) is { } dev ? ReadMultiLabelFile(dev, names, parsed, terminal).Rows : null,
        };
    }

    private DevSet ReadMultiLabelDev(ParseResult parsed, ClassifierModel model, Terminal terminal)
    {
        if (Task(parsed) is { } task)
            throw new UsageException($"--task {task.Name} has one class a row, the model gives a text any number of the labels {string.Join(", ", model.Labels)}; name a file with --dev.");
        var path = parsed.GetValue(_dev) ?? throw new UsageException("There is nothing to score; name a file with --dev.");
        if (!IsMultiLabel(parsed))
            throw new UsageException("The model gives a text any number of labels; say with --label-separator what stands between them, or name a column of 0 and 1 for each with --label.");
        var rows = ReadMultiLabelFile(path, model.Labels, parsed, terminal).Rows;
        return new DevSet(Path.GetFileNameWithoutExtension(path), rows.Count, () => MultiLabelTaskData.Of(rows, model.Score(rows.Texts, rows.Pairs), model.Classifier));
    }

    private (MultiLabelTexts Rows, IReadOnlyList<string> LabelNames) ReadMultiLabelFile(string path, IReadOnlyList<string>? labelNames, ParseResult parsed, Terminal terminal)
    {
        var (labels, columns) = (Labels(parsed), Columns(parsed));
        if (labels.Length == 1)
        {
            var file = MultiLabelFile.Read(path, columns, parsed.GetValue(_labelSeparator)!, labelNames, parsed.GetValue(_missing), TableOptions(parsed));
            WarnOfSkipped(path, file.SkippedRows, file.Rows.Count, file.FirstSkippedRow, terminal);
            return (file.Rows, file.LabelNames);
        }

        if (parsed.GetValue(_labelSeparator) is not null)
            throw new UsageException("Several --label and --label-separator exclude each other: labels stand in one field, or in a column each.");
        var order = labelNames ?? labels;
        var differing = labels.Except(order).Select(label => $"only the command line has '{label}'").Concat(order.Except(labels).Select(label => $"only the model has '{label}'")).ToArray();
        return differing.Length == 0
            ? (MultiLabelFile.ReadColumns(path, columns.Text, order, columns.Pair, TableOptions(parsed)).Rows, order)
            : throw new UsageException($"The columns of --label are not the model's labels: {string.Join(", ", differing)}; name a column of each label.");
    }

    private bool IsMultiLabel(ParseResult parsed)
    {
        if (parsed.GetValue(_labelSeparator) is "")
            throw new UsageException("--label-separator is empty; give it the sign between labels, or leave it out.");
        return parsed.GetValue(_labelSeparator) is not null || parsed.GetValue(_label) is { Length: > 1 };
    }

    private string[] Labels(ParseResult parsed) => parsed.GetValue(_label) is { Length: > 0 } labels ? labels : throw new UsageException("--label is missing; name the column of the label.");

    private ScoredTexts ReadScores(string path, TextColumns columns, ParseResult parsed, Terminal terminal)
    {
        var rows = ScoredTexts.Read(path, columns, TableOptions(parsed), parsed.GetValue(_missing));
        WarnOfSkipped(path, rows.SkippedRows, rows.Count, rows.FirstSkippedRow, terminal, "number");
        return rows;
    }

    private static void WarnOfSkipped(string path, int skipped, int kept, int? first, Terminal terminal, string wanted = "known label")
    {
        if (skipped > 0)
            terminal.Warn($"{skipped} of {skipped + kept} rows of '{path}' have no {wanted}, the first is row {first}; they are left out.");
    }

    private DelimitedOptions TableOptions(ParseResult parsed) => new()
    {
        Separator = Separator(parsed),
        Quoted = parsed.GetValue(_quote) ? true : null,
        HasHeader = parsed.GetValue(_noHeader) ? false : null,
    };

    private char? Separator(ParseResult parsed) => parsed.GetValue(_separator) switch
    {
        null => null,
        "tab" or @"\t" => '\t',
        "comma" => ',',
        { Length: 1 } sign => sign[0],
        var text => throw new UsageException($"--separator is '{text}'; it can be one character, 'tab' or 'comma'."),
    };
}
