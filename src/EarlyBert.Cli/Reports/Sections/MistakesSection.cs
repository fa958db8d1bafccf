using EarlyBert.Cli.Reports.Data;
using EarlyBert.Cli.Reports.Pages;
using EarlyBert.Display;
using EarlyBert.Display.Charts;

namespace EarlyBert.Cli.Reports.Sections;

/// <summary>What the model says of its validation set: which classes it takes for which, and rows that it gets wrong.</summary>
internal static class MistakesSection
{
    /// <summary>Examples at most.</summary>
    private const int Examples = 20;

    /// <summary>Letters of an example's text at most.</summary>
    private const int Letters = 320;

    /// <summary>Classes up to which the matrix has its numbers written in.</summary>
    private const int FewClasses = 12;

    /// <summary>Classes up to which there is a matrix.</summary>
    private const int MostClasses = 60;

    public static Section? Of(RunData run)
    {
        Html[] parts =
        [
            Classes([.. run.Predictions.OfType<ClassPrediction>()], run.Config?.Labels ?? []),
            Labels([.. run.Predictions.OfType<LabelsPrediction>()], run.Config?.Labels ?? []),
            Values([.. run.Predictions.OfType<ValuePrediction>()]),
            Answers([.. run.Predictions.OfType<AnswerPrediction>()]),
        ];
        return parts.All(part => part.IsEmpty) ? null : new Section("mistakes", "On the validation set", Html.Join(parts));
    }

    private static Html Classes(IReadOnlyList<ClassPrediction> rows, IReadOnlyList<string> order)
    {
        if (rows.Count == 0)
            return Html.Empty;
        var matrix = new ConfusionMatrix(rows, order);
        var wrong = rows.Where(row => !row.IsRight()).OrderByDescending(row => row.Probability).ToArray();
        var list = wrong.Length == 0
            ? Html.Of($"<p>None: all {Words.Count(rows.Count)} rows are right.</p>")
            : List(wrong.Take(Examples).Select(row => Html.Of($"""
                {Text(row.Text)}{(row.Pair is { } pair ? Text(pair) : Html.Empty)}<p class="said">is <b><bdi>{SafeText.Shorten(row.Label, 60)}</bdi></b>, was taken for <b><bdi>{SafeText.Shorten(row.Predicted, 60)}</bdi></b> with probability {Words.Score(row.Probability)}</p>
                """)));
        var examples = new Figure(
            "Misclassified examples",
            $"{Words.Count(wrong.Length)} of {Words.Count(rows.Count)} rows are wrong{(wrong.Length > Examples ? $"; the {Examples} that the model was surest of" : wrong.Length > 0 ? ", the surest first" : "")}.",
            list,
            null);
        return Html.Of($"<div class=\"split\">{Confusion(matrix).ToHtml()}{examples.ToHtml()}</div>");
    }

    private static Figure Confusion(ConfusionMatrix matrix)
    {
        var labels = matrix.Labels;
        var most = matrix.Counts.SelectMany((row, label) => row.Select((count, at) => (Label: label, At: at, count))).Where(cell => cell.Label != cell.At).DefaultIfEmpty().MaxBy(cell => cell.count);
        var words = most.count == 0 ? "No class is taken for another." : $"Most often “{SafeText.Shorten(labels[most.Label], 40)}” is taken for “{SafeText.Shorten(labels[most.At], 40)}”: {most.count} rows.";
        // Painted by the share of each true class, so that a rare class is seen as well as a frequent one.
        var map = labels.Count is < 2 or > MostClasses ? Html.Empty : new HeatMap
        {
            Title = "Confusion matrix",
            Description = words,
            Values = [.. matrix.Counts.Select((row, label) => row.Select(count => (double)count / Math.Max(1, matrix.Rows(label))).ToArray())],
            RowNames = labels,
            ColumnNames = labels,
            RowTitle = "true class",
            ColumnTitle = "predicted class",
            CellText = labels.Count <= FewClasses ? (row, column) => Words.Count(matrix.Counts[row][column]) : null,
            Most = 1,
            ScaleName = "of the true class",
            Aspect = labels.Count <= 3 ? 0.62 : 0.9,
        }.ToHtml();
        return new Figure("Confusion matrix", $"Rows are the true classes, columns what the model said; painted by the share of each true class. {words}", map, RunTables.Confusion(matrix));
    }

    private static Html Labels(IReadOnlyList<LabelsPrediction> rows, IReadOnlyList<string> order)
    {
        if (rows.Count == 0)
            return Html.Empty;
        var wrong = rows.Where(row => row.Faults() > 0).OrderByDescending(row => row.Faults()).ToArray();
        var table = new Figure("Label by label", "How often each label is there, how often the model says it, and how well both agree.", RunTables.Labels(rows, order).ToHtml(), null);
        var list = List(wrong.Take(Examples).Select(row => Html.Of($"""
            {Text(row.Text)}{(row.Pair is { } pair ? Text(pair) : Html.Empty)}<p class="said">left out: <b><bdi>{Names(row.Labels.Except(row.Predicted))}</bdi></b>; put in: <b><bdi>{Names(row.Predicted.Except(row.Labels))}</bdi></b></p>
            """)));
        var examples = new Figure("Wrong rows", $"{Words.Count(wrong.Length)} of {Words.Count(rows.Count)} rows have a label too many or too few{(wrong.Length > Examples ? $"; the {Examples} with the most" : "")}.", list, null);
        return Html.Of($"<div class=\"split\">{table.ToHtml()}{examples.ToHtml()}</div>");

        static string Names(IEnumerable<string> labels) => string.Join(", ", labels.Select(label => SafeText.Shorten(label, 40)).DefaultIfEmpty("none"));
    }

    private static Html Values(IReadOnlyList<ValuePrediction> rows)
    {
        if (rows.Count == 0)
            return Html.Empty;
        var error = Math.Sqrt(rows.Average(row => Math.Pow(row.Predicted - row.Value, 2)));
        var words = $"{Words.Count(rows.Count)} rows; the root of the mean squared error is {DataTable.Number(error)}.";
        var chart = new ScatterChart
        {
            Title = "Predicted against true values",
            Description = words,
            Series = [new Series("row", [.. rows.Where(row => double.IsFinite(row.Predicted)).Select(row => new Point(row.Value, row.Predicted))], 0)],
            XName = "true",
            YName = "predicted",
            Diagonal = true,
        };
        var worst = rows.OrderByDescending(row => Math.Abs(row.Predicted - row.Value)).Take(Examples).ToArray();
        var list = List(worst.Select(row => Html.Of($"""
            {Text(row.Text)}{(row.Pair is { } pair ? Text(pair) : Html.Empty)}<p class="said">is <b>{DataTable.Number(row.Value)}</b>, the model says <b>{DataTable.Number(row.Predicted)}</b></p>
            """)));
        var table = new DataTable("The rows that are farthest off", ["true", "predicted", "text"], [.. worst.Select(row => new[] { DataTable.Number(row.Value), DataTable.Number(row.Predicted), SafeText.Shorten(row.Text, 80) })]);
        return Html.Of($"<div class=\"split\">{new Figure(chart.Title, $"On the dotted line both are equal. {words}", chart.ToHtml(), table).ToHtml()}{new Figure("Farthest off", $"The {worst.Length} rows with the largest errors.", list, null).ToHtml()}</div>");
    }

    private static Html Answers(IReadOnlyList<AnswerPrediction> rows)
    {
        if (rows.Count == 0)
            return Html.Empty;
        var worst = rows.OrderBy(row => row.F1).Take(Examples).ToArray();
        var list = List(worst.Select(row => Html.Of($"""
            {Text(row.Question)}{(row.Context is { } context ? Html.Of($"<p class=\"said\"><bdi>{SafeText.Shorten(context, Letters)}</bdi></p>") : Html.Empty)}<p class="said">is <b><bdi>{(row.Answers.Count == 0 ? "(no answer)" : SafeText.Shorten(string.Join(" / ", row.Answers.Distinct()), 160))}</bdi></b>, the model says <b><bdi>{(row.Predicted.Length == 0 ? "(no answer)" : SafeText.Shorten(row.Predicted, 160))}</bdi></b>, F1 {DataTable.Number(row.F1)}</p>
            """)));
        return new Figure("Worst answers", $"The {worst.Length} of {Words.Count(rows.Count)} questions whose answers agree least with the true ones.", list, null, IsWide: true).ToHtml();
    }

    private static Html List(IEnumerable<Html> items) => Html.Of($"<ol class=\"examples\">{items.Select(item => Html.Of($"<li>{item}</li>\n"))}</ol>");

    private static Html Text(string text) => Html.Of($"<p><bdi>{SafeText.Shorten(text, Letters)}</bdi></p>");
}
