namespace EarlyBert.Sweeps;

/// <summary>Tells a want of memory from other faults; libtorch reports it in words alone.</summary>
internal static class OutOfMemory
{
    private static readonly string[] Words = ["out of memory", "can't allocate memory", "not enough memory", "bad_alloc", "failed to allocate", "CUBLAS_STATUS_ALLOC_FAILED"];

    public static bool Explains(Exception fault) => fault is OutOfMemoryException || Array.Exists(Words, words => fault.Message.Contains(words, StringComparison.OrdinalIgnoreCase));
}
