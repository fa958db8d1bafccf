namespace EarlyBert.Weights.Hub;

/// <summary>How far a file has come.</summary>
/// <param name="File">Its name.</param>
/// <param name="Received">Bytes that are there.</param>
/// <param name="Total">Bytes that it has in all; null: the server does not say.</param>
/// <param name="Message">A broken connection, for people; null: none.</param>
public sealed record DownloadProgress(string File, long Received, long? Total, string? Message = null);
