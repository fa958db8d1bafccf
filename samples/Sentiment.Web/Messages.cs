namespace Sentiment.Web;

/// <summary>A text to be judged. The label is a column that the pipeline wants and nobody fills in.</summary>
internal sealed class Input
{
    public string? Sentence { get; set; }

    public string Label { get; set; } = "";
}

/// <summary>What the pipeline says of a text.</summary>
internal sealed class Output
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}

/// <summary>What a caller gets.</summary>
internal sealed record Answer(string Label, float Probability)
{
    public static Answer Of(Output output) => new(output.PredictedLabel, output.Score.Max());
}

/// <summary>What is wrong with a request, in one sentence.</summary>
internal static class Faults
{
    public const int LargestBatch = 1000;

    public static string? Of(Input? input) => string.IsNullOrWhiteSpace(input?.Sentence) ? "The text is empty; send it as 'sentence'." : null;
}
