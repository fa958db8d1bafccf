using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Tests.Support;

/// <summary>A row with two labels, each of which it may have or not.</summary>
public sealed class Topic
{
    public float Fish { get; set; }

    public float Bird { get; set; }

    public string Text { get; set; } = "";
}

/// <summary>A row whose labels are flags already.</summary>
public sealed class Flagged
{
    public string Text { get; set; } = "";

    [VectorType(2)]
    public bool[] Label { get; set; } = [];
}

/// <summary>What a scored row is read into.</summary>
public sealed class TopicPrediction
{
    public bool[] PredictedLabel { get; set; } = [];

    public float[] Score { get; set; } = [];
}

/// <summary>Texts that name animals, labelled by their kinds.</summary>
internal static class Topics
{
    private static readonly string[] Fish = ["trout", "shark", "eel"];
    private static readonly string[] Birds = ["robin", "eagle", "duck"];

    public static Topic[] Make(int count) => Enumerable.Range(0, count).Select(index =>
    {
        var (fish, bird) = (index % 2 == 0, index % 3 == 0);
        return new Topic { Fish = fish ? 1 : 0, Bird = bird ? 1 : 0, Text = $"today {(fish ? $"a {Fish[index / 2 % 3]} " : "")}{(bird ? $"and a {Birds[index / 3 % 3]} " : "")}came by" };
    }).ToArray();

    public static string[] Texts { get; } = ["today a trout and a robin came by", "today a shark came by", "today came by"];
}
