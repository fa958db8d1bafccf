using EarlyBert.Tickets;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Tests.Support;

/// <summary>A context, a question and its answer.</summary>
public sealed class Fact
{
    public string Context { get; set; } = "";

    public string Question { get; set; } = "";

    public string TrainingAnswer { get; set; } = "";

    public int AnswerIndex { get; set; }
}

/// <summary>What an answered row is read into.</summary>
public sealed class Answered
{
    public string Context { get; set; } = "";

    public string Question { get; set; } = "";

    [VectorType]
    public string[] Answer { get; set; } = [];

    [VectorType]
    public float[] Score { get; set; } = [];
}

/// <summary>Contexts of two facts "The KEY is VALUE.", and questions after a key's value.</summary>
internal static class Facts
{
    private static readonly string[] Keys = ["color", "size", "name", "place"];
    private static readonly string[] Values = ["red", "blue", "big", "small", "Anna", "Rome"];

    /// <param name="count">Rows.</param>
    /// <param name="impossible">Every third question asks for what its context does not say.</param>
    public static Fact[] Make(int count, bool impossible = false) => Enumerable.Range(0, count).Select(number =>
    {
        var (asked, other, absent) = (Keys[number % 4], Keys[(number + 1 + (number / 4 % 2)) % 4], Keys[(number + 3) % 4]);
        var value = Values[number % 6];
        var context = number % 2 == 0 ? $"The {asked} is {value}. The {other} is {Values[(number + 2) % 6]}." : $"The {other} is {Values[(number + 2) % 6]}. The {asked} is {value}.";
        return impossible && number % 3 == 2
            ? new Fact { Context = context, Question = $"What is the {absent}?", AnswerIndex = -1 }
            : new Fact { Context = context, Question = $"What is the {asked}?", TrainingAnswer = value, AnswerIndex = context.IndexOf($"{asked} is {value}", StringComparison.Ordinal) + asked.Length + 4 };
    }).ToArray();

    /// <summary>The smallest model and enough steps to learn them.</summary>
    public static EarlyBertQuestionAnsweringOptions Options(double epochs = 12)
    {
        var options = new EarlyBertQuestionAnsweringOptions();
        var run = options.EarlyBert;
        (run.Scratch, run.VocabularySize, run.MaxTokens, run.Threads) = ("L2-H64-A2", 120, 32, 1);
        (run.Search.Schedule, run.Search.RecordedMasks, run.Search.LearningRate) = (DrawSchedule.AtStep(3), 3, 3e-3);
        (run.Train.Epochs, run.Train.BatchSize, run.Train.LearningRate, run.Train.LogEvery) = (epochs, 8, 3e-3, 5);
        return options;
    }
}
