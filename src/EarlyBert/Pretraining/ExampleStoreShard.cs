namespace EarlyBert.Pretraining;

/// <summary>One file of an <see cref="ExampleStore"/>.</summary>
/// <param name="File">Its name in the folder: <c>train-00000.bin</c>, <c>held-out-00000.bin</c> and so on.</param>
/// <param name="Examples">Examples in it.</param>
/// <param name="Tokens">Ids in them, special tokens included.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">SHA-256 of its content, 64 lower-case hexadecimal digits.</param>
public sealed record ExampleStoreShard(string File, long Examples, long Tokens, long Bytes, string Sha256);
