using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EarlyBert.Cli.Models;
using EarlyBert.Cli.Output;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert predict</c>.</summary>
internal static class PredictCommand
{
    /// <summary>Lines of a file or of standard input that are scored together.</summary>
    private const int Window = 256;

    public static Command Create(Terminal terminal)
    {
        var command = new Command("predict", "Label texts, or give them numbers: arguments, the lines of a file, or standard input. Or answer a question.");
        var model = new Option<string>("--model") { Description = "Model folder, or model.zip.", HelpName = "PATH", Required = true };
        var file = new Option<string?>("--text-file") { Description = "A text a line; for a model of pairs two texts with a tab between.", HelpName = "FILE" };
        var pairs = new Option<bool>("--pairs") { Description = "Each text is two, with a tab between." };
        var json = new Option<bool>("--json") { Description = "Print a JSON object a text, with all probabilities or the number." };
        var texts = new Argument<string[]>("text") { Description = "Texts to label; none: a text a line from --text-file or standard input.", Arity = ArgumentArity.ZeroOrMore };
        var context = new Option<string?>("--context") { Description = "A text that may hold the answer to --question.", HelpName = "TEXT" };
        var question = new Option<string?>("--question") { Description = "A question, for a model that answers them.", HelpName = "TEXT" };
        var answering = new AnsweringOptions();
        var device = new DeviceOptions();
        command.Add(texts);
        command.Add(model);
        command.Add(file);
        command.Add(pairs);
        command.Add(json);
        command.Add(context);
        command.Add(question);
        answering.AddTo(command);
        device.AddTo(command);
        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(texts) ?? [];
            var path = parsed.GetValue(file);
            if (given.Length > 0 && path is not null)
                throw new UsageException("Texts and --text-file exclude each other; put all texts into the file, or leave it out.");
            var asked = (Context: parsed.GetValue(context), Question: parsed.GetValue(question));
            if ((asked.Context is null) != (asked.Question is null))
                throw new UsageException("--context and --question go together; give both.");
            if (asked.Question is null)
                answering.RefuseAny(parsed);
            else if (given.Length > 0 || path is not null || parsed.GetValue(pairs))
                throw new UsageException("--question and texts exclude each other; ask, or have texts scored.");
            EarlyBertRuntime.UseThreads(device.Threads(parsed));
            using var trained = TrainedModel.Open(parsed.GetRequiredValue(model), device.Gpu(parsed), device.FallbackToCpu(parsed));
            trained.WarnOf(terminal);
            if ((trained is AnswererModel) != (asked.Question is not null))
                throw new EarlyBertException($"The model is {trained.Description}; {(asked.Question is null ? "give it --context and --question" : "give it texts")}.");
            if (trained is AnswererModel answerer)
            {
                var answers = answering.Read(parsed, answerer.Answerer.Answers);
                Print(asked.Question!, answerer.Answerer.Answer(asked.Question!, asked.Context!, answers), answering.Candidates(parsed) ?? 1, parsed.GetValue(json), terminal.Out);
                return;
            }

            foreach (var window in Texts(given, path, terminal.In).Chunk(Window))
            {
                terminal.Cancellation.ThrowIfCancellationRequested();
                Print(trained, window, parsed.GetValue(pairs), parsed.GetValue(json), terminal.Out);
            }
        });
        return command;
    }

    /// <summary>The answer that is given, and with <c>--n-best</c> the other candidates: text and probability. An empty text is "no answer".</summary>
    private static void Print(string question, PredictedAnswer answer, int most, bool json, TextWriter output)
    {
        var ranked = answer.Candidates.Where(candidate => candidate != answer.Best).Prepend(answer.Best).Take(most).Select(candidate => new { text = candidate.Text, probability = candidate.Probability, start = candidate.Start });
        if (json)
            output.WriteLine(JsonSerializer.Serialize(new { question, answer = answer.Text, answers = ranked }, Json.OneLine));
        else
        {
            foreach (var candidate in ranked)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{candidate.text}\t{candidate.probability:0.0000}"));
        }
    }

    private static IEnumerable<string> Texts(string[] given, string? path, TextReader input)
    {
        if (given.Length > 0)
            return given;
        if (path is null)
            return Lines(input);
        return File.Exists(path) ? File.ReadLines(path) : throw new EarlyBertException($"There is no file '{path}'; check the path.");
    }

    private static IEnumerable<string> Lines(TextReader input)
    {
        while (input.ReadLine() is { } line)
            yield return line;
    }

    private static void Print(TrainedModel model, string[] window, bool pairs, bool json, TextWriter output)
    {
        var split = pairs ? Array.ConvertAll(window, SplitPair) : null;
        var (first, second) = split is null ? (window, null) : (Array.ConvertAll(split, pair => pair.First), Array.ConvertAll(split, pair => pair.Second));
        foreach (var line in model is RegressorModel regressor ? Numbers(regressor, window, first, second, json) : Labels((ClassifierModel)model, window, first, second, json))
            output.WriteLine(line);
        output.Flush();
    }

    private static IEnumerable<string> Labels(ClassifierModel model, string[] window, string[] texts, string[]? pairs, bool json)
    {
        foreach (var (text, scores) in window.Zip(model.Score(texts, pairs)))
        {
            if (model.Classifier.IsMultiLabel)
            {
                yield return Several(model.Classifier, text, scores, json);
                continue;
            }

            var best = TextClassifier.LabelOf(scores);
            yield return json
                ? JsonSerializer.Serialize(new { text, label = model.Labels[best], probability = scores[best], scores = model.Labels.Zip(scores).ToDictionary(pair => pair.First, pair => pair.Second) }, Json.OneLine)
                : string.Create(CultureInfo.InvariantCulture, $"{model.Labels[best]}\t{scores[best]:0.0000}\t{text}");
        }
    }

    /// <summary>All labels of a text, and their probabilities, with commas between; both empty where it has none.</summary>
    private static string Several(TextClassifier classifier, string text, float[] scores, bool json)
    {
        var present = classifier.LabelsOf(scores);
        string[] labels = [.. present.Select(label => classifier.Labels[label])];
        return json
            ? JsonSerializer.Serialize(new { text, labels, scores = classifier.Labels.Zip(scores).ToDictionary(pair => pair.First, pair => pair.Second) }, Json.OneLine)
            : $"{string.Join(",", labels)}\t{string.Join(",", present.Select(label => scores[label].ToString("0.0000", CultureInfo.InvariantCulture)))}\t{text}";
    }

    private static IEnumerable<string> Numbers(RegressorModel model, string[] window, string[] texts, string[]? pairs, bool json) => window.Zip(model.Score(texts, pairs), (text, score) => json
        ? JsonSerializer.Serialize(new { text, score }, Json.OneLine)
        : string.Create(CultureInfo.InvariantCulture, $"{score:0.0000}\t{text}"));

    private static (string First, string Second) SplitPair(string text)
    {
        var tab = text.IndexOf('\t');
        return tab >= 0
            ? (text[..tab], text[(tab + 1)..])
            : throw new EarlyBertException($"'{(text.Length > 60 ? text[..60] + "..." : text)}' has no tab between two texts; write both on one line, or leave --pairs out.");
    }
}
