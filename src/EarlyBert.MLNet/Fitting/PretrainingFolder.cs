namespace EarlyBert.MLNet.Fitting;

/// <summary>The folder of a pre-training, and the names of what lies in it, the same as <c>earlybert pretrain --out</c> uses; temporary where none is named.</summary>
internal sealed class PretrainingFolder : IDisposable
{
    private readonly bool _temporary;

    /// <param name="path">The folder, made if it is not there; null: a temporary one.</param>
    /// <exception cref="EarlyBertException">It cannot be made.</exception>
    public PretrainingFolder(string? path)
    {
        _temporary = path is null;
        try
        {
            Root = path is null ? Directory.CreateTempSubdirectory("earlybert-").FullName : Directory.CreateDirectory(path).FullName;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EarlyBertException($"The {(path is null ? "temporary folder" : $"folder '{path}'")} cannot be made ({fault.Message.TrimEnd('.')}); set {nameof(EarlyBertPretrainerOptions.WorkFolder)} to a folder that you may write to.", fault);
        }
    }

    public string Root { get; }

    /// <summary>The vocabulary that was learned.</summary>
    public string Vocabulary => Path.Combine(Root, "vocab.txt");

    /// <summary>Null in a temporary folder: nobody could go on from them.</summary>
    public string? Checkpoints => _temporary ? null : Path.Combine(Root, "checkpoints");

    /// <summary>Prepared examples, by their longest input.</summary>
    public string Examples(int maxTokens) => Path.Combine(Root, $"examples-{maxTokens}");

    /// <summary>Removes a temporary folder.</summary>
    public void Dispose()
    {
        try
        {
            if (_temporary)
                Directory.Delete(Root, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The system clears its temporary folder; what is left must not hide how the run ended.
        }
    }
}
