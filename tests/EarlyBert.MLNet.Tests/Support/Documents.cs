using EarlyBert.Pretraining;
using EarlyBert.Tickets;

namespace EarlyBert.MLNet.Tests.Support;

/// <summary>A row to pre-train on.</summary>
public sealed class Document
{
    public string Text { get; set; } = "";

    public int Id { get; set; }
}

/// <summary>Documents that are made as they are read, and the smallest run on them.</summary>
internal static class Documents
{
    public const int Hidden = 32;

    public static IEnumerable<Document> Make(int count) => Enumerable.Range(0, count).Select(number =>
    {
        var random = new Random(number);
        var sentences = Enumerable.Range(0, 6).Select(_ => string.Join(' ', Enumerable.Range(0, 9).Select(_ => $"word{(number % 5 * 8) + random.Next(8)}")) + ".");
        return new Document { Id = number, Text = string.Join(number % 2 == 0 ? "\n" : "\r\n\r\n", sentences) };
    });

    /// <summary>34 steps of an early-bird run at L2 H32, two phases of one length.</summary>
    public static EarlyBertPretrainerOptions Options() => new()
    {
        VocabularySize = 128,
        HeldOutShare = 0.1,
        Pretraining = new PretrainingOptions
        {
            Model = "L2-H32-A2",
            Phases =
            [
                new() { MaxTokens = 32, BatchSize = 16, MicroBatchSize = 8, Steps = 20, LearningRate = 2e-3 },
                new() { MaxTokens = 32, BatchSize = 8, MicroBatchSize = 8, Steps = 10, LearningRate = 1e-3 },
            ],
            Search = new SearchOptions { Schedule = DrawSchedule.AtStep(10), RecordedMasks = 5 },
            CheckpointMinutes = 0,
            EvaluateEvery = 10,
            LogEvery = 1,
            Threads = 1,
        },
    };
}
