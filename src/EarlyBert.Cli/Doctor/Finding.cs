namespace EarlyBert.Cli.Doctor;

/// <summary>Something that the doctor saw.</summary>
/// <param name="Sentence">What.</param>
/// <param name="IsFault">Something is wrong, and the sentence says what to do.</param>
/// <param name="IsNote">Nothing is wrong, but it is worth a thought.</param>
internal readonly record struct Finding(string Sentence, bool IsFault = false, bool IsNote = false)
{
    /// <summary>Something that is wrong.</summary>
    public static Finding Fault(string sentence) => new(sentence, IsFault: true);

    /// <summary>Something that is worth a thought.</summary>
    public static Finding Note(string sentence) => new(sentence, IsNote: true);

    /// <summary>What it is called in the output.</summary>
    public string Kind => IsFault ? "wrong" : IsNote ? "note" : "fine";
}
