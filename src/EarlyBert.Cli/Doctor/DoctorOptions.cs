namespace EarlyBert.Cli.Doctor;

/// <summary>What the command line tells of data that the doctor would else guess.</summary>
/// <param name="Text">Column of the text; null: the one with the longest fields.</param>
/// <param name="Label">Column of the label; null: one with few values.</param>
/// <param name="Pair">Column of a second text; null: none.</param>
/// <param name="MaxTokens">Longest input in word pieces.</param>
internal sealed record DoctorOptions(string? Text = null, string? Label = null, string? Pair = null, int MaxTokens = DoctorOptions.DefaultMaxTokens)
{
    /// <summary>What <c>finetune</c> takes when it is told nothing.</summary>
    public const int DefaultMaxTokens = 128;
}
