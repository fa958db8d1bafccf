namespace EarlyBert.MLNet.Tests.Support;

/// <summary>A pair of texts and a number.</summary>
public sealed class Rating
{
    public float Label { get; set; }

    public string Text { get; set; } = "";

    public string Second { get; set; } = "";
}

/// <summary>What a regressor's row is read into.</summary>
public sealed class Estimate
{
    public float Label { get; set; }

    public string Text { get; set; } = "";

    public float Score { get; set; }
}

/// <summary>Reviews whose number one word decides, so that few steps of training suffice.</summary>
internal static class Ratings
{
    private static readonly string[] Words = ["awful", "dull", "fine", "lovely"];

    public static Rating[] Make(int count) => Enumerable.Range(0, count).Select(index => new Rating
    {
        Label = index % 4,
        Text = $"the {(index % 3 == 0 ? "film" : "plot")} was {Words[index % 4]}{string.Concat(Enumerable.Repeat(" again", index / 4 % 4))}",
        Second = $"about {index % 5}",
    }).ToArray();

    /// <summary>The smallest model and enough steps to learn them.</summary>
    public static EarlyBertRegressorOptions Options() => new() { EarlyBert = TrainedModel.Options().EarlyBert };

    /// <summary>The same with two steps: for tests that need a run but not its result.</summary>
    public static EarlyBertRegressorOptions QuickOptions() => new() { EarlyBert = TrainedModel.QuickOptions().EarlyBert };
}
