using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EarlyBert.Cli.Tests.Reports;

/// <summary>Chromium without a window, steered by its DevTools protocol.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly TemporaryFolder _profile;
    private readonly List<JsonNode> _events = [];
    private string? _session;
    private int _last;

    private Browser(Process process, TemporaryFolder profile) => (_process, _profile) = (process, profile);

    /// <summary>The program; null: none is installed.</summary>
    public static string? Program => Array.Find(Places, File.Exists);

    /// <summary>What the page said on its console, what it threw, and what was refused.</summary>
    public IReadOnlyList<string> Complaints => [.. _events.Where(e => (string?)e["method"] is "Runtime.exceptionThrown" or "Runtime.consoleAPICalled" or "Log.entryAdded").Select(e => e.ToJsonString())];

    /// <summary>Addresses that the page asked for.</summary>
    public IReadOnlyList<string> Requests => [.. _events.Where(e => (string?)e["method"] == "Network.requestWillBeSent").Select(e => (string)e["params"]!["request"]!["url"]!)];

    public static async Task<Browser> Start()
    {
        var profile = new TemporaryFolder();
        var process = Process.Start(new ProcessStartInfo(Program!, ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0", $"--user-data-dir={profile.Root}", "about:blank"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var browser = new Browser(process, profile);
        using var late = new CancellationTokenSource(Patience);
        while (await process.StandardError.ReadLineAsync(late.Token) is { } line)
        {
            const string listening = "DevTools listening on ";
            if (!line.StartsWith(listening, StringComparison.Ordinal))
                continue;
            _ = process.StandardError.ReadToEndAsync(); // or its pipe fills
            _ = process.StandardOutput.ReadToEndAsync();
            await browser._socket.ConnectAsync(new Uri(line[listening.Length..]), late.Token);
            return browser;
        }

        throw new InvalidOperationException("The browser ended before it listened.");
    }

    /// <summary>Opens a file in a new page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Width of the window.</param>
    /// <param name="scheme"><c>light</c> or <c>dark</c>, what the system asks for.</param>
    public async Task Open(string path, int width = 1200, string scheme = "light")
    {
        var target = (string)(await Send("Target.createTarget", new { url = "about:blank" }))["targetId"]!;
        _session = (string)(await Send("Target.attachToTarget", new { targetId = target, flatten = true }))["sessionId"]!;
        foreach (var domain in new[] { "Page", "Runtime", "Log", "Network" })
            await Send($"{domain}.enable", new { });
        await Send("Emulation.setDeviceMetricsOverride", new { width, height = 900, deviceScaleFactor = 1, mobile = width < 600 });
        await Send("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = scheme } } });
        await Send("Page.navigate", new { url = new Uri(path).AbsoluteUri });
        var clock = Stopwatch.StartNew();
        while (await Evaluate("document.readyState + location.protocol") != "completefile:")
        {
            Assert.True(clock.Elapsed < Patience, "the page did not load");
            await Task.Delay(50);
        }
    }

    /// <summary>The value of an expression in the page, as text.</summary>
    public async Task<string> Evaluate(string expression)
    {
        var answer = await Send("Runtime.evaluate", new { expression = $"String({expression})", returnByValue = true });
        Assert.True(answer["exceptionDetails"] is null, answer.ToJsonString());
        return (string)answer["result"]!["value"]!;
    }

    /// <summary>Presses a key.</summary>
    public async Task Press(string key, int code, string text = "")
    {
        await Send("Input.dispatchKeyEvent", new { type = text.Length > 0 ? "keyDown" : "rawKeyDown", key, code = key, windowsVirtualKeyCode = code, text });
        await Send("Input.dispatchKeyEvent", new { type = "keyUp", key, code = key, windowsVirtualKeyCode = code });
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                _profile.Dispose();
                return;
            }
            catch (IOException) when (attempt < 20)
            {
                await Task.Delay(100); // its helpers are still closing files
            }
        }
    }

    private async Task<JsonNode> Send(string method, object parameters)
    {
        using var late = new CancellationTokenSource(Patience);
        var id = ++_last;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters, sessionId = _session }, Written), WebSocketMessageType.Text, true, late.Token);
        while (true)
        {
            var message = await Receive(late.Token);
            if ((int?)message["id"] == id)
                return message["result"] ?? throw new InvalidOperationException(message.ToJsonString());
            _events.Add(message);
        }
    }

    private async Task<JsonNode> Receive(CancellationToken cancellation)
    {
        var (buffer, text) = (new byte[1 << 16], new MemoryStream());
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, cancellation);
            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return JsonNode.Parse(Encoding.UTF8.GetString(text.ToArray()))!;
        }
    }

    private static readonly JsonSerializerOptions Written = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
}
