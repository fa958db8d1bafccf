using System.Text.Json;

namespace EarlyBert.Sweeps;

/// <summary><c>sweep.json</c>: what has to be the same for all who share a sweep.</summary>
/// <param name="FormatVersion">Version of the folder's format.</param>
/// <param name="Space">The space.</param>
/// <param name="Metric">The score that is to rise.</param>
/// <param name="Data">SHA-256 of the training ids and labels.</param>
/// <param name="Halving">When a trial is hopeless.</param>
/// <param name="Options">The run that the trials vary.</param>
internal sealed record SweepIdentity(int FormatVersion, string Space, string Metric, string Data, string Halving, string Options)
{
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public void Save(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Json));

    /// <summary>Throws where the sweep in a folder is another one.</summary>
    /// <exception cref="EarlyBertException">It is, or its file is damaged.</exception>
    public void Check(string path)
    {
        SweepIdentity there;
        try
        {
            there = JsonSerializer.Deserialize<SweepIdentity>(File.ReadAllText(path), Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException fault)
        {
            throw new EarlyBertException($"'{path}' is damaged ({fault.Message}); name another folder for a new sweep.", fault);
        }

        var differences = new[]
        {
            ("format", $"{FormatVersion}", $"{there.FormatVersion}"), ("space", Space, there.Space), ("metric", Metric, there.Metric), ("training data", Data, there.Data),
            ("halving", Halving, there.Halving), ("options", Options, there.Options),
        };
        foreach (var (name, own, other) in differences)
        {
            if (own != other)
                throw new EarlyBertException($"The sweep of '{path}' has another {name}{(own.Length + other.Length < 400 ? $": {other}, not {own}" : "")}; go on with the arguments that it was begun with, or name another folder.");
        }
    }
}
