using EarlyBert.Weights;

namespace EarlyBert.Cli.Output;

/// <summary>The last lines of a command that made a model of another.</summary>
internal static class ChangedModel
{
    /// <summary>Prints how many numbers both have, and where the new one lies.</summary>
    public static void Print(PretrainedBert before, PretrainedBert after, string folder, Terminal terminal)
    {
        terminal.Out.WriteLine(FormattableString.Invariant($"parameters {before.ParameterCount:#,0} before, {after.ParameterCount:#,0} after; in the encoder {before.EncoderParameterCount:#,0}, {after.EncoderParameterCount:#,0}"));
        terminal.Out.WriteLine($"written to {folder}");
    }
}
