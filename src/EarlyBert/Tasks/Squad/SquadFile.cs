using System.Text.Json;
using System.Text.Json.Serialization;

namespace EarlyBert.Tasks.Squad;

/// <summary>
/// The questions of a SQuAD file, version 1.1 or 2.0, in the file's order. The JSON is read piece by piece, never as a whole; questions
/// about one paragraph share its text.
/// </summary>
/// <param name="Version">The version that the file names; empty: none.</param>
/// <param name="Questions">The questions.</param>
/// <param name="Faults">Answers whose place in the context does not hold their text; their <see cref="SquadAnswer.Start"/> is null.</param>
public sealed record SquadFile(string Version, IReadOnlyList<SquadQuestion> Questions, IReadOnlyList<SquadFault> Faults)
{
    private sealed record FileJson(
        [property: JsonPropertyName("version")] JsonElement Version, [property: JsonPropertyName("data")] IReadOnlyList<ArticleJson?>? Data);

    private sealed record ArticleJson(
        [property: JsonPropertyName("title")] string? Title, [property: JsonPropertyName("paragraphs")] IReadOnlyList<ParagraphJson?>? Paragraphs);

    private sealed record ParagraphJson(
        [property: JsonPropertyName("context")] string? Context, [property: JsonPropertyName("qas")] IReadOnlyList<QuestionJson?>? Questions);

    private sealed record QuestionJson(
        [property: JsonPropertyName("id")] string? Id, [property: JsonPropertyName("question")] string? Question,
        [property: JsonPropertyName("answers")] IReadOnlyList<AnswerJson?>? Answers, [property: JsonPropertyName("is_impossible")] bool? IsImpossible);

    private sealed record AnswerJson(
        [property: JsonPropertyName("text")] string? Text, [property: JsonPropertyName("answer_start")] long? Start);

    /// <summary>Some questions have no answer in their context, as in version 2.0.</summary>
    public bool HasImpossible => Questions.Any(question => question.IsImpossible);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, as published.</param>
    /// <exception cref="EarlyBertException">It is missing, cannot be read, is no JSON, or holds no questions in SQuAD's form.</exception>
    public static SquadFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new EarlyBertException(Directory.Exists(path) ? $"'{path}' is a folder; name a SQuAD file in it, such as dev-v1.1.json." : $"There is no file '{path}'; check the path.");
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
            return Read(stream, path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EarlyBertException($"'{path}' could not be read ({fault.Message.TrimEnd('.')}); check that the file may be read.", fault);
        }
    }

    /// <summary>Reads the content of a file from a stream, which stays open; <paramref name="source"/> is named in messages.</summary>
    /// <exception cref="EarlyBertException">It is no JSON, or holds no questions in SQuAD's form.</exception>
    public static SquadFile Read(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        FileJson file;
        try
        {
            file = JsonSerializer.Deserialize<FileJson>(stream) ?? throw new JsonException("it is null");
        }
        catch (JsonException fault)
        {
            throw new EarlyBertException($"'{source}' is no SQuAD file (unexpected JSON on line {fault.LineNumber + 1 ?? 1}, at {fault.Path ?? "$"}); give a JSON file of SQuAD 1.1 or 2.0 as it is published.", fault);
        }

        var (questions, faults) = (new List<SquadQuestion>(), new List<SquadFault>());
        foreach (var (a, article) in Required(file.Data, "data", source).Index())
        {
            foreach (var (p, paragraph) in Required(article?.Paragraphs, $"data[{a}].paragraphs", source).Index())
            {
                var place = $"data[{a}].paragraphs[{p}]";
                var context = Required(paragraph?.Context, $"{place}.context", source);
                foreach (var (q, question) in Required(paragraph!.Questions, $"{place}.qas", source).Index())
                {
                    var id = Required(question?.Id, $"{place}.qas[{q}].id", source);
                    var text = Required(question!.Question, $"{place}.qas[{q}].question", source);
                    var answers = (question.Answers ?? []).Index().Select(answer =>
                        Locate(id, Required(answer.Item?.Text, $"{place}.qas[{q}].answers[{answer.Index}].text", source), answer.Item!.Start ?? -1, context, faults));
                    questions.Add(new SquadQuestion(id, text, context, [.. answers], question.IsImpossible ?? false, article!.Title));
                }
            }
        }

        if (questions.Count == 0)
            throw new EarlyBertException($"'{source}' has no questions; give a JSON file of SQuAD 1.1 or 2.0 with at least one.");
        return new SquadFile(file.Version.ValueKind == JsonValueKind.Undefined ? "" : file.Version.ToString(), questions, faults);
    }

    /// <summary>Turns the file's place into an index of chars, and takes note of it when the text does not stand there.</summary>
    private static SquadAnswer Locate(string id, string text, long start, string context, List<SquadFault> faults)
    {
        var index = IndexOf(context, start);
        if (index is { } place && SquadQuestion.Holds(context, place, text))
            return new SquadAnswer(text, place);
        faults.Add(new SquadFault(id, text, start, index is { } from ? context.Substring(from, Math.Min(text.Length, context.Length - from)) : ""));
        return new SquadAnswer(text, null);
    }

    /// <summary>The index in chars of a code point by its number; null: there is none.</summary>
    private static int? IndexOf(string text, long codePoint)
    {
        if (codePoint < 0 || codePoint >= text.Length)
            return null;
        var index = 0;
        for (; codePoint > 0 && index < text.Length; codePoint--)
            index += char.IsSurrogatePair(text, index) ? 2 : 1;
        return index < text.Length ? index : null;
    }

    private static T Required<T>(T? value, string name, string source) where T : class =>
        value ?? throw new EarlyBertException($"'{source}' is no SQuAD file (it has no {name}); give a JSON file of SQuAD 1.1 or 2.0 as it is published.");
}
