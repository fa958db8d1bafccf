using System.Globalization;
using EarlyBert.MLNet.Schemas;
using EarlyBert.Tasks.Squad;
using Microsoft.ML;

namespace EarlyBert.MLNet.Fitting;

/// <summary>
/// Reads questions with their contexts and answers out of a data view, in one pass. A question is named by its row, <c>row 7</c>; rows that share a
/// context share its text. An answer that does not stand at its place stays without one: training leaves it out and says so.
/// </summary>
internal sealed class QuestionRows(EarlyBertQuestionAnsweringOptions options, CancellationToken cancellationToken)
{
    /// <summary>Rows between two looks at the token.</summary>
    private const int LookEvery = 1024;

    /// <param name="data">The rows.</param>
    /// <param name="name">What to call them in messages.</param>
    public IReadOnlyList<SquadQuestion> Read(IDataView data, string name)
    {
        var context = Columns.Text(data.Schema, options.ContextColumnName, nameof(options.ContextColumnName));
        var question = Columns.Text(data.Schema, options.QuestionColumnName, nameof(options.QuestionColumnName));
        var answer = Columns.Text(data.Schema, options.TrainingAnswerColumnName, nameof(options.TrainingAnswerColumnName));
        var index = Columns.Index(data.Schema, options.AnswerIndexColumnName, nameof(options.AnswerIndexColumnName));
        using var cursor = data.GetRowCursor(new[] { context, question, answer, index }.DistinctBy(column => column.Index));
        var (getContext, getQuestion, getAnswer, getIndex) = (Text(context), Text(question), Text(answer), cursor.GetGetter<int>(index));

        var questions = new List<SquadQuestion>();
        var contexts = new HashSet<string>(StringComparer.Ordinal);
        var place = 0;
        while (cursor.MoveNext())
        {
            if (questions.Count % LookEvery == 0)
                cancellationToken.ThrowIfCancellationRequested();
            getIndex(ref place);
            questions.Add(Make(questions.Count + 1, Shared(contexts, getContext()), getQuestion(), getAnswer(), place));
        }

        return questions.Count > 0 ? questions : throw new EarlyBertException($"The {name} has no rows; check the file and the filters before the trainer.");

        Func<string> Text(DataViewSchema.Column column)
        {
            var getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
            ReadOnlyMemory<char> text = default;
            return () =>
            {
                getter(ref text);
                return text.ToString();
            };
        }
    }

    private static SquadQuestion Make(int row, string context, string question, string answer, int place)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"row {row}");
        return answer.Length == 0 || place == -1
            ? new SquadQuestion(id, question, context, [], IsImpossible: true)
            : new SquadQuestion(id, question, context, [new SquadAnswer(answer, place)]);
    }

    private static string Shared(HashSet<string> texts, string text)
    {
        if (texts.TryGetValue(text, out var known))
            return known;
        texts.Add(text);
        return text;
    }
}
