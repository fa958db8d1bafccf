namespace EarlyBert.Cli.Doctor;

/// <summary>Something that the doctor saw.</summary>
/// <param name="Sentence">What.</param>
/// <param name="IsFault">Something is wrong, and the sentence says what to do.</param>
internal readonly record struct Finding(string Sentence, bool IsFault = false);
