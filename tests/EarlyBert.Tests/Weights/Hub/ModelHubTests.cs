using System.Security.Cryptography;
using System.Text;
using EarlyBert.Weights;
using EarlyBert.Weights.Hub;
using static EarlyBert.Tests.Weights.Hub.FaultyServer;

namespace EarlyBert.Tests.Weights.Hub;

public sealed class ModelHubTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, byte[]> _files;

    public ModelHubTests()
    {
        using var model = BuiltInModel.Load();
        model.Save(_folder.PathOf("model"));
        _files = Directory.GetFiles(_folder.PathOf("model")).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);
    }

    public void Dispose() => _folder.Dispose();

    private HubOptions Options(FaultyServer server) => new() { Endpoint = server.Address, CacheFolder = _folder.PathOf("cache"), Token = "secret", RetryDelay = TimeSpan.FromMilliseconds(5), Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Answers as the Hub does: small files with Git's hash, weights by a redirect that tells their SHA-256.</summary>
    private Answer AsTheHub(Request request)
    {
        if (request.Path.StartsWith("/cdn/", StringComparison.Ordinal))
            return new Answer(200, _files[request.File]);
        if (!request.Path.StartsWith("/org/model/resolve/main/", StringComparison.Ordinal) || !_files.TryGetValue(request.File, out var body))
            return Answer.Missing;
        return request.File == "model.safetensors"
            ? Answer.Redirect("/cdn/" + request.File, ("X-Repo-Commit", Commit), ("X-Linked-Size", $"{body.Length}"), ("X-Linked-Etag", $"\"{Convert.ToHexStringLower(SHA256.HashData(body))}\""))
            : new Answer(200, body) { Headers = new Dictionary<string, string> { ["X-Repo-Commit"] = Commit, ["ETag"] = $"\"{GitHash(body)}\"" } };
    }

    private static string GitHash(byte[] body) => Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {body.Length}\0"), .. body]));

    private static Task<string> Download(FaultyServer server, HubOptions options, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default) =>
        ModelHub.DownloadAsync("org/model", options, progress, cancellation);

    private static async Task<string> FaultOf(FaultyServer server, HubOptions options) => (await Assert.ThrowsAsync<EarlyBertException>(() => Download(server, options))).Message;

    [Fact]
    public async Task DownloadAsync_Model_LiesInTheCacheAndLoads()
    {
        using var server = new FaultyServer(AsTheHub);
        var options = Options(server);
        Assert.Null(ModelHub.Find("org/model", options));

        var folder = await Download(server, options);

        Assert.Equal(_folder.PathOf($"cache/models--org--model/snapshots/{Commit}"), folder);
        Assert.Equal(folder, ModelHub.Find("org/model", options));
        Assert.All(_files, file => Assert.Equal(file.Value, File.ReadAllBytes(Path.Combine(folder, file.Key))));
        Assert.Equal(_files.Count, Directory.GetFiles(folder).Length);
        HuggingFaceFolder.Load(folder).Dispose();
    }

    [Fact]
    public async Task DownloadAsync_Again_FetchesNothing()
    {
        using var server = new FaultyServer(AsTheHub);
        await Download(server, Options(server));
        lock (server.Requests)
            server.Requests.Clear();

        await Download(server, Options(server));

        Assert.All(server.Requests, request => Assert.Equal("HEAD", request.Method));
    }

    [Fact]
    public async Task DownloadAsync_RedirectToAnotherHost_DoesNotGetTheToken()
    {
        using var other = new FaultyServer(request => new Answer(200, _files[request.File]));
        using var server = new FaultyServer(request => AsTheHub(request) is { Status: 302 } redirect
            ? redirect with { Headers = new Dictionary<string, string>(redirect.Headers) { ["Location"] = other.Address + "/cdn/" + request.File } }
            : AsTheHub(request));

        await Download(server, Options(server));

        Assert.All(server.Requests, request => Assert.Equal("Bearer secret", request.Header("Authorization")));
        Assert.NotEmpty(other.Requests);
        Assert.All(other.Requests, request => Assert.Null(request.Header("Authorization")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DownloadAsync_ConnectionBreaksOff_GoesOnWhereItWas(bool takesRanges)
    {
        var length = _files["model.safetensors"].Length;
        var fetches = 0;
        using var server = new FaultyServer(request => request is { Method: "GET", File: "model.safetensors" } && request.Path.StartsWith("/cdn/", StringComparison.Ordinal)
            ? new Answer(200, _files[request.File]) { CutAfter = ++fetches < 4 ? length / 5 : null, TakesRanges = takesRanges }
            : AsTheHub(request));

        var folder = await Download(server, Options(server));

        Assert.Equal(4, fetches);
        Assert.Equal(_files["model.safetensors"], File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
        var starts = server.Requests.Where(request => request.Method == "GET" && request.Path.StartsWith("/cdn/", StringComparison.Ordinal)).Select(request => request.Header("Range")).ToArray();
        Assert.Null(starts[0]);
        Assert.All(starts.Skip(1), start => Assert.NotNull(start));
    }

    [Fact]
    public async Task DownloadAsync_ServerGivesUp_KeepsWhatCameForTheNextCall()
    {
        var broken = true;
        using var server = new FaultyServer(request => request is { Method: "GET", File: "model.safetensors" } && request.Path.StartsWith("/cdn/", StringComparison.Ordinal) && broken
            ? request.Header("Range") is null ? new Answer(200, _files[request.File]) { CutAfter = 1000 } : new Answer(503, [])
            : AsTheHub(request));
        var options = Options(server) with { Retries = 2 };

        var fault = await FaultOf(server, options);
        Assert.Contains("1000 bytes are kept", fault);
        Assert.Null(ModelHub.Find("org/model", options));
        broken = false;
        await Download(server, options);

        Assert.Contains(server.Requests, request => request.Header("Range") == "bytes=1000-");
        Assert.NotNull(ModelHub.Find("org/model", options));
    }

    [Fact]
    public async Task DownloadAsync_WrongBytes_AreRefusedAndDeleted()
    {
        var wrong = (byte[])_files["model.safetensors"].Clone();
        wrong[^1] ^= 1;
        using var server = new FaultyServer(request => request.Path.StartsWith("/cdn/", StringComparison.Ordinal) ? new Answer(200, wrong) : AsTheHub(request));

        Assert.Contains("model.safetensors arrived with the hash", await FaultOf(server, Options(server)));
        Assert.DoesNotContain(Directory.GetFiles(_folder.PathOf("cache"), "*", SearchOption.AllDirectories), file => file.Contains("model.safetensors", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DownloadAsync_SmallFileChanged_IsRefusedByGitsHash()
    {
        using var server = new FaultyServer(request => request is { Method: "GET", File: "vocab.txt" } ? new Answer(200, new byte[_files["vocab.txt"].Length]) : AsTheHub(request));
        Assert.Contains("vocab.txt arrived with the hash", await FaultOf(server, Options(server)));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(-100)]
    public async Task DownloadAsync_ServerLiesAboutTheLength_IsRefused(int more)
    {
        var body = _files["model.safetensors"];
        byte[] sent = more > 0 ? [.. body, .. new byte[more]] : body[..^-more];
        using var server = new FaultyServer(request => request.Path.StartsWith("/cdn/", StringComparison.Ordinal) ? new Answer(200, sent) { TakesRanges = false } : AsTheHub(request));
        var fault = await FaultOf(server, Options(server) with { Retries = 1 });
        Assert.Contains(more > 0 ? $"more than the {body.Length} bytes" : "could not be fetched", fault);
        Assert.Null(ModelHub.Find("org/model", Options(server)));
    }

    [Theory]
    [InlineData(401, "HF_TOKEN")]
    [InlineData(403, "HF_TOKEN")]
    [InlineData(404, "There is no model 'org/model'")]
    [InlineData(418, "refuses config.json (status 418)")]
    [InlineData(500, "cannot be reached (status 500)")]
    public async Task DownloadAsync_ServerRefuses_SaysWhatToDo(int status, string reason)
    {
        using var server = new FaultyServer(_ => new Answer(status, []));
        Assert.Contains(reason, await FaultOf(server, Options(server) with { Retries = 1 }));
    }

    [Fact]
    public async Task DownloadAsync_RedirectsWithoutEnd_AreRefused()
    {
        using var server = new FaultyServer(request => Answer.Redirect(request.Path + "x"));
        Assert.Contains("without an end", await FaultOf(server, Options(server)));
    }

    [Fact]
    public async Task DownloadAsync_NobodyThere_SaysSo()
    {
        string address;
        using (var server = new FaultyServer(AsTheHub))
            address = server.Address;
        var options = new HubOptions { Endpoint = address, CacheFolder = _folder.PathOf("cache"), Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) };
        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<EarlyBertException>(() => ModelHub.DownloadAsync("org/model", options))).Message);
    }

    [Fact]
    public async Task DownloadAsync_Shards_AreAllFetched()
    {
        _files["a.safetensors"] = _files["b.safetensors"] = _files["model.safetensors"];
        _files.Remove("model.safetensors");
        _files["model.safetensors.index.json"] = Encoding.UTF8.GetBytes("""{"weight_map": {"x": "a.safetensors", "y": "b.safetensors", "z": "a.safetensors"}}""");
        using var server = new FaultyServer(AsTheHub);
        var folder = await Download(server, Options(server));
        Assert.True(File.Exists(Path.Combine(folder, "a.safetensors")) && File.Exists(Path.Combine(folder, "b.safetensors")));

        _files["model.safetensors.index.json"] = Encoding.UTF8.GetBytes("""{"weight_map": {"x": "../../../escaped"}}""");
        Assert.Contains("no plain file name", await FaultOf(server, Options(server) with { CacheFolder = _folder.PathOf("other") }));
    }

    [Fact]
    public async Task DownloadAsync_AddressOfAFolder_NeedsNoHub()
    {
        using var server = new FaultyServer(request => request.Path.StartsWith("/files/mine/", StringComparison.Ordinal) && _files.TryGetValue(request.File, out var body) ? new Answer(200, body) : Answer.Missing);
        var options = new HubOptions { CacheFolder = _folder.PathOf("cache"), Token = "secret" };
        var folder = await ModelHub.DownloadAsync(server.Address + "/files/mine", options);

        Assert.Equal(_files["model.safetensors"], File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
        Assert.Equal(folder, ModelHub.Find(server.Address + "/files/mine", options));
        Assert.All(server.Requests, request => Assert.Null(request.Header("Authorization")));
    }

    [Fact]
    public async Task DownloadAsync_Cancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        using var server = new FaultyServer(AsTheHub);
        var progress = new Stopper(stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Download(server, Options(server), progress, stop.Token));
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("a/b/c")]
    [InlineData("ftp://host/model")]
    [InlineData("..")]
    public async Task DownloadAsync_NoName_SaysWhatIsAllowed(string name) =>
        Assert.Contains("organisation/name", (await Assert.ThrowsAsync<EarlyBertException>(() => ModelHub.DownloadAsync(name, new HubOptions { CacheFolder = _folder.PathOf("cache") }))).Message);

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            if (value.File == "model.safetensors")
                stop.Cancel();
        }
    }
}
