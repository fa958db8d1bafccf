namespace EarlyBert.Cli.Commands;

/// <summary>Faults of the command line.</summary>
internal static class Usage
{
    /// <summary>Runs a check of the library whose message is about the command line.</summary>
    /// <exception cref="UsageException">It failed.</exception>
    public static void Check(Action check)
    {
        try
        {
            check();
        }
        catch (EarlyBertException fault)
        {
            throw new UsageException(fault.Message);
        }
    }
}
