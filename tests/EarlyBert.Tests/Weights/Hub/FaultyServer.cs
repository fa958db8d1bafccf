using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EarlyBert.Tests.Weights.Hub;

/// <summary>A web server on this machine that answers as a test tells it to, faults included.</summary>
internal sealed class FaultyServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Request, Answer> _answer;

    public FaultyServer(Func<Request, Answer> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _ = Task.Run(ServeAsync);
    }

    public string Address { get; }

    public List<Request> Requests { get; } = [];

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync().ConfigureAwait(false);
                await ServeAsync(client.GetStream()).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is ObjectDisposedException or SocketException or IOException or InvalidOperationException)
        {
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        if (await reader.ReadLineAsync().ConfigureAwait(false) is not { } first)
            return;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { Length: > 0 } line)
            headers[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
        var request = new Request(first.Split(' ')[0], first.Split(' ')[1], headers);
        lock (Requests)
            Requests.Add(request);
        var answer = _answer(request);
        var from = 0;
        if (answer.Status == 200 && answer.TakesRanges && request.Header("Range") is { } range && request.Method == "GET")
            from = int.Parse(range["bytes=".Length..].TrimEnd('-'));
        var head = new StringBuilder($"HTTP/1.1 {(from > 0 ? 206 : answer.Status)} Status\r\nConnection: close\r\nContent-Length: {(answer.ClaimedLength ?? answer.Body.Length) - from}\r\n");
        if (from > 0)
            head.Append($"Content-Range: bytes {from}-{answer.Body.Length - 1}/{answer.Body.Length}\r\n");
        foreach (var (name, value) in answer.Headers)
            head.Append($"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString())).ConfigureAwait(false);
        if (request.Method == "GET")
            await stream.WriteAsync(answer.Body.AsMemory(from, Math.Min(answer.Body.Length - from, answer.CutAfter ?? int.MaxValue))).ConfigureAwait(false);
    }

    internal sealed record Request(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
    {
        public string File => Path[(Path.LastIndexOf('/') + 1)..];

        public string? Header(string name) => Headers.GetValueOrDefault(name);
    }

    internal sealed record Answer(int Status, byte[] Body)
    {
        public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

        /// <summary>Close the connection after so many bytes; null: after all.</summary>
        public int? CutAfter { get; init; }

        /// <summary>The length that the header states; null: the true one.</summary>
        public int? ClaimedLength { get; init; }

        public bool TakesRanges { get; init; } = true;

        public static Answer Missing { get; } = new(404, []);

        public static Answer Redirect(string to, params (string Name, string Value)[] headers) =>
            new(302, []) { Headers = headers.Append(("Location", to)).ToDictionary(pair => pair.Item1, pair => pair.Item2) };
    }
}
