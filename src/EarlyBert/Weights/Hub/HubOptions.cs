namespace EarlyBert.Weights.Hub;

/// <summary>Where models are fetched from and kept. What is null follows from the environment, by the names that Hugging Face's own tools read.</summary>
public sealed record HubOptions
{
    /// <summary>Branch, tag or commit of the model. Default: <c>main</c>.</summary>
    public string Revision { get; init; } = "main";

    /// <summary>Address of the Hub. Null: <c>HF_ENDPOINT</c>, else <c>https://huggingface.co</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>
    /// Folder of the cache, in the layout of Hugging Face's tools. Null: <c>HF_HUB_CACHE</c>, else <c>hub</c> in <c>HF_HOME</c>, else
    /// <c>~/.cache/huggingface/hub</c>.
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>Access token for private and gated models. Null: <c>HF_TOKEN</c>, else the file <c>token</c> in <c>HF_HOME</c>, else none.</summary>
    public string? Token { get; init; }

    /// <summary>How often a connection that breaks off is taken up again before it is given up. Default: 5.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Wait before the first of them; each later wait is twice as long. Default: 1 second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest silence of the server. Default: 60 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    internal Uri EndpointAddress => new((Endpoint ?? Variable("HF_ENDPOINT") ?? "https://huggingface.co").TrimEnd('/') + "/");

    internal string CacheRoot => CacheFolder ?? Variable("HF_HUB_CACHE") ?? Path.Combine(Home, "hub");

    internal string? AccessToken
    {
        get
        {
            if ((Token ?? Variable("HF_TOKEN")) is { } given)
                return given;
            var file = Path.Combine(Home, "token");
            return File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } saved ? saved : null;
        }
    }

    private static string Home => Variable("HF_HOME") ?? Path.Combine(Variable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "huggingface");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
