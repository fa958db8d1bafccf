namespace EarlyBert.Weights.Hub;

/// <summary>What a server says about a file before it is fetched.</summary>
/// <param name="Name">Its name in the model's folder.</param>
/// <param name="Size">Bytes; null: not said.</param>
/// <param name="Sha256">SHA-256 of its bytes, lower-case hexadecimal, which the Hub tells for large files; null: not told.</param>
/// <param name="GitHash">Git's SHA-1 of it, which the Hub tells for small files; null: not told.</param>
/// <param name="Commit">The commit that it belongs to; null: not said.</param>
internal sealed record RemoteFile(string Name, long? Size, string? Sha256, string? GitHash, string? Commit);
