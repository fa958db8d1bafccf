namespace EarlyBert.Weights.Hub;

/// <summary>A model on the Hub (<c>bert-base-uncased</c>, <c>org/name</c>), or a folder on any web server.</summary>
internal sealed record ModelSource
{
    private ModelSource(string name, Uri files, string cacheName, bool isOnHub) => (Name, Files, CacheName, IsOnHub) = (name, files, cacheName, isOnHub);

    /// <summary>The name or address, for messages.</summary>
    public string Name { get; }

    /// <summary>Address that file names are appended to.</summary>
    public Uri Files { get; }

    /// <summary>Name of its folder in the cache.</summary>
    public string CacheName { get; }

    /// <summary>Its server answers with commits and hashes, and gets the token.</summary>
    public bool IsOnHub { get; }

    /// <summary>What a user wrote, understood.</summary>
    /// <exception cref="EarlyBertException">It is neither a name nor an address.</exception>
    public static ModelSource Parse(string given, HubOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(given);
        if (!IsPlainName(options.Revision))
            throw new EarlyBertException($"The revision '{options.Revision}' cannot be used (allowed: letters, digits, '.', '-', '_'); name a branch, tag or commit.");
        var endpoint = options.EndpointAddress;
        if (Uri.TryCreate(given, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            if (address.Authority != endpoint.Authority || !IsHubName(address.AbsolutePath.Trim('/')))
            {
                var folder = new Uri(address.AbsoluteUri.TrimEnd('/') + "/");
                return new ModelSource(given, folder, "models--" + string.Concat((folder.Authority + folder.AbsolutePath).TrimEnd('/').Replace("/", "--").Select(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '.' ? sign : '_')), isOnHub: false);
            }

            given = address.AbsolutePath.Trim('/');
        }

        if (!IsHubName(given))
            throw new EarlyBertException($"'{given}' is no name of a model (allowed: name, or organisation/name); look it up at {endpoint}models, or give an address that begins with https://.");
        return new ModelSource(given, new Uri(endpoint, $"{given}/resolve/{options.Revision}/"), "models--" + given.Replace("/", "--"), isOnHub: true);
    }

    /// <summary>One or two plain names with a slash between.</summary>
    public static bool IsHubName(string text) => text.Split('/') is { Length: 1 or 2 } parts && Array.TrueForAll(parts, IsPlainName);

    /// <summary>Letters, digits, <c>.</c>, <c>-</c>, <c>_</c>, and not only dots: safe as a file's name.</summary>
    public static bool IsPlainName(string text) => text.Length is > 0 and <= 128 && text.Trim('.').Length > 0 && text.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '.' or '-' or '_');
}
