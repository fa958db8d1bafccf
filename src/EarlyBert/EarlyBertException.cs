namespace EarlyBert;

/// <summary>
/// Something the user can mend: bad input, a file that is damaged or does not fit, a training run that
/// diverged, a full disk. The message is one sentence that names the value, what is allowed and what to do next.
/// </summary>
public class EarlyBertException : Exception
{
    /// <summary>Makes the exception with its one-sentence message.</summary>
    public EarlyBertException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with its one-sentence message and what caused it.</summary>
    public EarlyBertException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
