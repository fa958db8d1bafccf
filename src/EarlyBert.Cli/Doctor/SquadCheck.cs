using System.Globalization;
using EarlyBert.Tasks.Squad;
using EarlyBert.Text;
using EarlyBert.Weights;

namespace EarlyBert.Cli.Doctor;

/// <summary>Looks at a file of questions in SQuAD's form.</summary>
internal static class SquadCheck
{
    private const int LongestInput = 65536;

    /// <exception cref="EarlyBertException">It is not in SQuAD's form.</exception>
    public static IEnumerable<Finding> Look(string path)
    {
        var file = SquadFile.Read(path);
        var questions = file.Questions;
        var contexts = questions.Select(question => question.Context).Distinct(StringComparer.Ordinal).ToArray();
        yield return new Finding($"'{path}' is SQuAD {file.Version}: {Number(questions.Count)} questions about {Number(contexts.Length)} contexts, {(file.HasImpossible ? $"{Number(questions.Count(question => question.IsImpossible))} without an answer" : "all with an answer")}.");
        if (file.Faults.Count > 0)
        {
            var fault = file.Faults[0];
            yield return Finding.Fault($"{Number(file.Faults.Count)} answers do not stand at their place in the context, the first is '{Beginning(fault.Text)}' of question '{fault.QuestionId}', where '{Beginning(fault.Found)}' stands; count answer_start in the context as it is in the file.");
        }

        var without = questions.Where(question => !question.IsImpossible && question.Answers.Count == 0).ToArray();
        if (without.Length > 0)
            yield return Finding.Fault($"{Number(without.Length)} questions have no answer but are not marked is_impossible, the first is '{without[0].Id}'; give them one, or mark them.");
        var twice = questions.CountBy(question => question.Id).Where(pair => pair.Value > 1).ToArray();
        if (twice.Length > 0)
            yield return Finding.Fault($"{Number(twice.Length)} ids belong to several questions, the first is '{twice[0].Key}'; answers are scored by id, so give each question its own.");

        var store = TokenStore.Build(new SentenceEncoder(BuiltInModel.ReadOutline().WordPiece(), LongestInput), contexts);
        var lengths = Enumerable.Range(0, store.Count).Select(row => store.Length(row) - 2).Order().ToArray();
        var longest = EarlyBertOptions.ForQuestionAnswering().MaxTokens;
        yield return new Finding($"Word pieces a context: {Number(lengths[lengths.Length / 2])} in the middle, the longest {Number(lengths[^1])} (by the vocabulary of {BuiltInModel.Name}); {Number(lengths.Count(length => length > longest))} do not fit into {longest} and are read in windows.");
    }

    /// <summary>Contexts of the validation file that the training file has too, if there are any.</summary>
    public static IEnumerable<Finding> Overlap(string train, string dev)
    {
        var known = SquadFile.Read(train).Questions.Select(question => question.Context).ToHashSet(StringComparer.Ordinal);
        var held = SquadFile.Read(dev).Questions.Select(question => question.Context).ToHashSet(StringComparer.Ordinal);
        var shared = held.Count(known.Contains);
        if (shared > 0)
            yield return Finding.Fault($"{Number(shared)} of {Number(held.Count)} contexts of '{dev}' are in '{train}' too; take them out of one of the two, or the scores only say how well the model remembers.");
    }

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Beginning(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
