#:project ../src/EarlyBert.MLNet/EarlyBert.MLNet.csproj

// %% [markdown]
// # Question answering
//
// A model that answers a question by pointing at a stretch of a text, as in SQuAD. The columns are those of Microsoft.ML.TorchSharp's
// `QuestionAnswer`; the training is by early-bird ticket.

// %%
using System.IO;
using System.Net.Http;
using EarlyBert;
using EarlyBert.MLNet;
using EarlyBert.Tasks.Squad;
using Microsoft.ML;

// %% [markdown]
// ## The data
//
// SQuAD's validation set: the questions on 40 articles to train on, those on the other 8 held out. `rows` is how many questions.
//
// Whole paragraphs are hard for the small model that comes with the library (two layers). So that something can be seen after a few minutes, it is
// given the sentence with the answer in the place of the paragraph, and even so it is wrong more often than right. For the real task leave that out, start from a larger BERT
// (`earlybert download bert-base-uncased`, then `Pretrained = "bert-base-uncased"` below) and take a GPU.

// %%
var data = Environment.GetEnvironmentVariable("EARLYBERT_DATA") ?? "data";
var rows = int.Parse(Environment.GetEnvironmentVariable("EARLYBERT_ROWS") ?? "8000");
if (!File.Exists($"{data}/squad-v1.1-dev/dev-v1.1.json"))
{
    using var http = new HttpClient();
    var file = await http.GetByteArrayAsync("https://rajpurkar.github.io/SQuAD-explorer/dataset/dev-v1.1.json");
    Directory.CreateDirectory($"{data}/squad-v1.1-dev");
    File.WriteAllBytes($"{data}/squad-v1.1-dev/dev-v1.1.json", file);
}

var questions = SquadFile.Read($"{data}/squad-v1.1-dev/dev-v1.1.json").Questions.Select(OfSentence).ToArray();
var titles = questions.Select(question => question.Title).Distinct().ToArray();
var held = questions.Where(question => Array.IndexOf(titles, question.Title) >= 40).Take(rows / 4).ToArray();
var learned = questions.Where(question => Array.IndexOf(titles, question.Title) < 40).Take(rows).ToArray();

var ml = new MLContext(seed: 42);
var train = ml.Data.LoadFromEnumerable(learned.Select(question => new Row { Context = question.Context, Question = question.Question, TrainingAnswer = question.LocatedAnswer!.Text, AnswerIndex = question.LocatedAnswer.Start!.Value }).ToArray());
Console.WriteLine($"{learned.Length:N0} questions to train on, {held.Length:N0} held out");
display(train.ToTable(rows: 4));

// The question about the sentence that its answer stands in.
SquadQuestion OfSentence(SquadQuestion question)
{
    var (text, answer) = (question.Context, question.LocatedAnswer!);
    var from = answer.Start!.Value == 0 ? 0 : text.LastIndexOf(". ", answer.Start.Value - 1) is >= 0 and var dot ? dot + 2 : 0;
    var to = text.IndexOf(". ", answer.Start.Value + answer.Text.Length) is >= 0 and var end ? end + 1 : text.Length;
    // Other people's answers may stand in other sentences; those count as text alone.
    return question with { Context = text[from..to], Answers = [answer with { Start = answer.Start - from }, .. question.Answers.Select(other => other with { Start = null })] };
}

// %% [markdown]
// ## Train

// %%
var options = new EarlyBertQuestionAnsweringOptions();
(options.EarlyBert.MaxTokens, options.EarlyBert.Train.Epochs) = (128, 4);
(options.EarlyBert.Search.LearningRate, options.EarlyBert.Train.LearningRate) = (3e-4, 5e-4); // small networks want larger steps than BERT-base
var progress = display(new TrainingProgress { Stage = TrainingStage.Prepare });
options.Progress = new Progress<TrainingProgress>(report => progress.Update(report));
var model = ml.Transforms.EarlyBertQuestionAnswering(options).Fit(train);
display(model.Result);

// %% [markdown]
// ## How good is it?
//
// By the rules of SQuAD's own script: the share of answers that are exactly right, and F1 over their words. For comparison, giving the whole sentence
// as the answer.

// %%
var scores = model.Answerer.Evaluate(held);
var whole = SquadMetrics.Evaluate(held, held.ToDictionary(question => question.Id, question => question.Context));
Console.WriteLine($"exact {scores["exact_match"]:0.0}, F1 {scores["f1"]:0.0}; the whole sentence: exact {whole["exact_match"]:0.0}, F1 {whole["f1"]:0.0}");

// %% [markdown]
// ## Ask
//
// The candidates of one question, with their probabilities; and many at once, as a data view.

// %%
display(model.Answerer.Answer(held[0].Question, held[0].Context));

// %%
var asked = ml.Data.LoadFromEnumerable(held.Take(5).Select(question => new Row { Context = question.Context, Question = question.Question }).ToArray());
display(ml.Transforms.SelectColumns("Question", "Answer", "Score").Fit(model.Transform(asked)).Transform(model.Transform(asked)).ToTable());

// %% [markdown]
// Next: [a sweep and its Pareto front](05-sweep.ipynb).

// %% [types]
public class Row
{
    public string Context { get; set; } = "";
    public string Question { get; set; } = "";
    public string TrainingAnswer { get; set; } = "";
    public int AnswerIndex { get; set; }
}

// %% [program]
// What notebooks bring along, for the console.
partial class Program
{
    static Shown display(object? value) => new Shown().Update(value);

    class Shown
    {
        public Shown Update(object? value)
        {
            Console.WriteLine(value);
            return this;
        }
    }
}
