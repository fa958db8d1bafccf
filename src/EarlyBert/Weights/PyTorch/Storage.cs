namespace EarlyBert.Weights.PyTorch;

/// <summary>A row of numbers in an archive, which one or several tensors read.</summary>
/// <param name="Key">Its name in the archive.</param>
/// <param name="Type">What the numbers are.</param>
/// <param name="Elements">How many there are, 0 or more; their bytes fit into a <see cref="long"/>.</param>
internal sealed record Storage(string Key, StorageType Type, long Elements)
{
    /// <summary>Bytes of all numbers.</summary>
    public long Bytes => Elements * Type.ElementBytes;
}
