namespace EarlyBert.MLNet.Tests.Support;

/// <summary>A row with a text label.</summary>
public sealed class Review
{
    public string Label { get; set; } = "";

    public string Text { get; set; } = "";

    public string Second { get; set; } = "";

    public int Id { get; set; }
}

/// <summary>A row with a number as its label.</summary>
public sealed class Rated
{
    public float Label { get; set; }

    public string Text { get; set; } = "";
}

/// <summary>What a scored row is read into.</summary>
public sealed class Prediction
{
    public string Text { get; set; } = "";

    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];
}

/// <summary>A prediction whose label has become text again.</summary>
public sealed class NamedPrediction
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}

/// <summary>Reviews that one word decides, so that few steps of training suffice.</summary>
internal static class Reviews
{
    private static readonly string[] Praise = ["good", "great", "fine", "lovely"];
    private static readonly string[] Blame = ["bad", "awful", "poor", "dull"];
    private static readonly string[] Things = ["film", "plot", "actor", "scene", "song", "ending"];

    public static Review[] Make(int count) => Enumerable.Range(0, count).Select(index =>
    {
        var praised = index % 2 == 0;
        var word = (praised ? Praise : Blame)[index / 2 % 4];
        var thing = Things[index % 6];
        var tail = string.Concat(Enumerable.Repeat($" and the {Things[(index + 1) % 6]}", index % 4));
        return new Review { Id = index, Label = praised ? "praise" : "blame", Text = $"the {thing} was {word}{tail}", Second = $"about a {thing}" };
    }).ToArray();

    public static string[] Texts { get; } = ["the film was good", "the plot was awful and the song", "a lovely scene", "dull"];
}
