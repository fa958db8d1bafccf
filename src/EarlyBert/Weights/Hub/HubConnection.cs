using System.Net;
using System.Net.Http.Headers;

namespace EarlyBert.Weights.Hub;

/// <summary>Asks a server about files and opens them. It follows redirects itself: the Hub's hashes stand in the first answer, and the token must not go to another host.</summary>
internal sealed class HubConnection : IDisposable
{
    private const int MostRedirects = 8;

    private readonly ModelSource _source;
    private readonly string? _token;
    private readonly TimeSpan _timeout;
    private readonly HttpClient _client;

    public HubConnection(ModelSource source, HubOptions options)
    {
        _source = source;
        _token = source.IsOnHub ? options.AccessToken : null;
        _timeout = options.Timeout;
        // The default handler's proxies: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, or the system's settings.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None }) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("earlybert", "1.0"));
    }

    public void Dispose() => _client.Dispose();

    /// <summary>What there is to know about a file; null: there is none.</summary>
    /// <exception cref="EarlyBertException">The server refuses.</exception>
    /// <exception cref="HttpRequestException">There is no connection, or the server is ailing.</exception>
    public async Task<RemoteFile?> DescribeAsync(string name, CancellationToken cancellationToken)
    {
        var address = new Uri(_source.Files, name);
        string? commit = null, linkedHash = null, hash = null;
        long? size = null;
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            using var answer = await SendAsync(HttpMethod.Head, address, null, cancellationToken).ConfigureAwait(false);
            commit ??= Header(answer, "X-Repo-Commit");
            linkedHash ??= Header(answer, "X-Linked-Etag");
            size ??= long.TryParse(Header(answer, "X-Linked-Size"), out var linked) ? linked : null;
            if (Redirect(answer, address) is { } next)
            {
                address = next;
                continue;
            }

            if (answer.StatusCode == HttpStatusCode.NotFound)
                return null;
            Check(answer, name);
            hash = linkedHash ?? (_source.IsOnHub ? Header(answer, "ETag") : null);
            size ??= answer.Content.Headers.ContentLength;
            hash = hash?.Replace("W/", "").Trim('"').ToLowerInvariant();
            return new RemoteFile(name, new Uri(_source.Files, name), size, Digest(hash, 64), Digest(hash, 40), commit is not null && ModelSource.IsPlainName(commit) ? commit : null);
        }

        throw TooManyRedirects(name);
    }

    /// <summary>Opens a file for reading, from a byte on if the server can do that.</summary>
    /// <returns>The answer, and the byte that its content begins with.</returns>
    public async Task<(HttpResponseMessage Answer, long From)> OpenAsync(RemoteFile file, long from, CancellationToken cancellationToken)
    {
        var address = file.Address;
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            var answer = await SendAsync(HttpMethod.Get, address, from > 0 ? from : null, cancellationToken).ConfigureAwait(false);
            if (Redirect(answer, address) is { } next)
            {
                answer.Dispose();
                address = next;
                continue;
            }

            if (answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.From == from)
                return (answer, from);
            if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable || answer.StatusCode == HttpStatusCode.PartialContent)
            {
                answer.Dispose();
                from = 0; // Nothing more from there, or a part that was not asked for: all over again.
                continue;
            }

            try
            {
                Check(answer, file.Name);
            }
            catch
            {
                answer.Dispose();
                throw;
            }

            return (answer, 0);
        }

        throw TooManyRedirects(file.Name);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, long? from, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        if (_token is not null && address.Authority == _source.Files.Authority)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        if (from is { } first)
            request.Headers.Range = new RangeHeaderValue(first, null);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_timeout);
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"no answer within {_timeout.TotalSeconds:0} s");
        }
    }

    private static Uri? Redirect(HttpResponseMessage answer, Uri address) => (int)answer.StatusCode is 301 or 302 or 303 or 307 or 308 && answer.Headers.Location is { } location
        ? new Uri(address, location) is { Scheme: "http" or "https" } next && (next.Scheme == "https" || address.Scheme == "http")
            ? next
            : throw new EarlyBertException($"The server of '{address}' sends to '{location}', which is no address as safe as its own; try later, or another HF_ENDPOINT.")
        : null;

    private void Check(HttpResponseMessage answer, string name)
    {
        if (answer.IsSuccessStatusCode)
            return;
        var status = (int)answer.StatusCode;
        throw status switch
        {
            401 or 403 => new EarlyBertException($"'{_source.Name}' is not open to everyone (status {status} for {name}); accept its terms on its page if it has any, and set HF_TOKEN to your access token."),
            404 or 410 => new EarlyBertException($"'{_source.Name}' has no {name} (status {status}); check the name and the revision."),
            >= 500 or 408 or 429 => new HttpRequestException($"status {status}"),
            _ => new EarlyBertException($"The server of '{_source.Name}' refuses {name} (status {status}); check the name and the revision."),
        };
    }

    private EarlyBertException TooManyRedirects(string name) => new($"The server of '{_source.Name}' sends {name} from place to place without an end; try later, or another HF_ENDPOINT.");

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string? Digest(string? text, int digits) => text?.Length == digits && text.All(char.IsAsciiHexDigitLower) ? text : null;
}
