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

    /// <summary>The server's name.</summary>
    public string Host => _source.Files.Authority;

    public void Dispose() => _client.Dispose();

    /// <summary>What there is to know about a file; null: there is none.</summary>
    /// <exception cref="EarlyBertException">The server refuses.</exception>
    /// <exception cref="HttpRequestException">There is no connection, or the server is ailing.</exception>
    public async Task<RemoteFile?> DescribeAsync(string name, CancellationToken cancellationToken)
    {
        string? commit = null, linkedHash = null;
        long? size = null;
        using var answer = await FollowAsync(HttpMethod.Head, name, null, step =>
        {
            commit ??= Header(step, "X-Repo-Commit");
            linkedHash ??= Header(step, "X-Linked-Etag");
            size ??= long.TryParse(Header(step, "X-Linked-Size"), out var linked) ? linked : null;
        }, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        Check(answer, name);
        var hash = (linkedHash ?? (_source.IsOnHub ? Header(answer, "ETag") : null))?.Replace("W/", "").Trim('"').ToLowerInvariant();
        return new RemoteFile(name, size ?? answer.Content.Headers.ContentLength, Digest(hash, 64), Digest(hash, 40), commit is not null && ModelSource.IsPlainName(commit) ? commit : null);
    }

    /// <summary>Opens a file for reading, from a byte on if the server can do that.</summary>
    /// <returns>The answer, and the byte that its content begins with.</returns>
    public async Task<(HttpResponseMessage Answer, long From)> OpenAsync(RemoteFile file, long from, CancellationToken cancellationToken)
    {
        var answer = await FollowAsync(HttpMethod.Get, file.Name, from > 0 ? from : null, null, cancellationToken).ConfigureAwait(false);
        try
        {
            if (answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.From == from)
                return (answer, from);
            // Nothing more from there, or a part that was not asked for.
            if (answer.StatusCode is HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.PartialContent)
            {
                answer.Dispose();
                return from > 0 ? await OpenAsync(file, 0, cancellationToken).ConfigureAwait(false) : throw Endless(file.Name);
            }

            Check(answer, file.Name);
            return (answer, 0);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <summary>Asks for a file and goes where redirects lead.</summary>
    /// <param name="method">HEAD or GET.</param>
    /// <param name="name">The file.</param>
    /// <param name="from">The first byte wanted; null: all.</param>
    /// <param name="see">Sees every answer on the way; null: nobody looks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The last answer, which the caller disposes.</returns>
    private async Task<HttpResponseMessage> FollowAsync(HttpMethod method, string name, long? from, Action<HttpResponseMessage>? see, CancellationToken cancellationToken)
    {
        var address = new Uri(_source.Files, name);
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            var answer = await SendAsync(method, address, from, cancellationToken).ConfigureAwait(false);
            see?.Invoke(answer);
            if (Redirect(answer, address) is not { } next)
                return answer;
            answer.Dispose();
            address = next;
        }

        throw Endless(name);
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

    private EarlyBertException Endless(string name) => new($"The server of '{_source.Name}' sends {name} from place to place without an end; try later, or another HF_ENDPOINT.");

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string? Digest(string? text, int digits) => text?.Length == digits && text.All(char.IsAsciiHexDigitLower) ? text : null;
}
