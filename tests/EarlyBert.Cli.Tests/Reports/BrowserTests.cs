using System.Globalization;
using EarlyBert.Cli.Reports;

namespace EarlyBert.Cli.Tests.Reports;

/// <summary>The report as a browser shows it.</summary>
public sealed class BrowserTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [SkippableTheory]
    [InlineData(1200, "light")]
    [InlineData(1200, "dark")]
    [InlineData(390, "light")]
    [InlineData(390, "dark")]
    public async Task Open_HostileRun_ComplainsOfNothingFetchesNothingAndFits(int width, string scheme)
    {
        await using var browser = await Opened(width, scheme);

        Assert.InRange(int.Parse(await browser.Evaluate("document.documentElement.scrollWidth"), CultureInfo.InvariantCulture), width - 20, width); // less a scroll bar
        Assert.Equal("1", await browser.Evaluate("document.scripts.length"));
        Assert.Equal("0", await browser.Evaluate("document.images.length"));
        Assert.Equal(scheme == "dark" ? "rgb(14, 18, 23)" : "rgb(244, 246, 249)", await browser.Evaluate("getComputedStyle(document.body).backgroundColor"));
        Assert.Empty(browser.Complaints);
        Assert.All(browser.Requests, address => Assert.True(address.StartsWith("file://", StringComparison.Ordinal) || address == "data:,", address));
        Assert.Single(browser.Requests, address => address.StartsWith("file://", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Open_Texts_AreReadWithContrastAA(string scheme)
    {
        await using var browser = await Opened(1200, scheme);

        Assert.Equal("", await browser.Evaluate(LowContrast));
    }

    [SkippableFact]
    public async Task Tab_FromTheTop_ReachesEveryControlAndIsSeen()
    {
        await using var browser = await Opened(1200, "light");
        var wanted = int.Parse(await browser.Evaluate("document.querySelectorAll('a[href],button:not([hidden]),summary').length"), CultureInfo.InvariantCulture);
        var reached = new HashSet<string>();
        var first = "";
        for (var press = 0; press < wanted + 20; press++)
        {
            await browser.Press("Tab", 9);
            var at = await browser.Evaluate("document.activeElement === document.body ? '' : (e => e.tagName + [...document.querySelectorAll(e.tagName)].indexOf(e))(document.activeElement)");
            if (press == 0)
                first = await browser.Evaluate("document.activeElement.className");
            if (at.Length > 0)
                Assert.NotEqual("none", await browser.Evaluate("getComputedStyle(document.activeElement).outlineStyle"));
            reached.Add(at);
        }

        Assert.Equal("skip", first);
        Assert.Equal(wanted, reached.Count(at => at.StartsWith("A", StringComparison.Ordinal) || at.StartsWith("BUTTON", StringComparison.Ordinal) || at.StartsWith("SUMMARY", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task Theme_PressedByKeyboard_GoesRound()
    {
        await using var browser = await Opened(1200, "light");
        await browser.Evaluate("document.getElementById('theme').focus()");
        var seen = new List<string>();
        for (var press = 0; press < 3; press++)
        {
            await browser.Press("Enter", 13, "\r");
            seen.Add(await browser.Evaluate("document.getElementById('theme').textContent + ' ' + getComputedStyle(document.body).backgroundColor"));
        }

        Assert.Equal(["Theme: light rgb(244, 246, 249)", "Theme: dark rgb(14, 18, 23)", "Theme: as the system rgb(244, 246, 249)"], seen);
        Assert.Empty(browser.Complaints);
    }

    [SkippableFact]
    public async Task Details_PressedByKeyboard_ShowTheNumbers()
    {
        await using var browser = await Opened(1200, "light");
        await browser.Evaluate("document.querySelector('summary').focus()");

        await browser.Press("Enter", 13, "\r");

        Assert.Equal("true", await browser.Evaluate("document.querySelector('details').open && document.querySelector('details table').offsetHeight > 0"));
    }

    [SkippableFact]
    public async Task Open_PageThatComplains_IsNoticed()
    {
        Skip.If(Browser.Program is null, "no Chromium is installed");
        var path = _folder.Write("bad.html", "<!DOCTYPE html><script>console.error('so')</script>");
        await using var browser = await Browser.Start();

        await browser.Open(path);

        Assert.NotEmpty(browser.Complaints);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Texts whose colour is too near to what they stand on, as rendered; SVG's are checked by the palette.</summary>
    private const string LowContrast = """
        (() => {
          document.querySelectorAll('details').forEach(d => d.open = true);
          const parse = c => c.match(/[\d.]+/g).map(Number);
          const lum = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
          const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
          const bad = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const e = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || e.closest('svg,script')) continue;
            const [a, b] = [lum(parse(getComputedStyle(e).color)), lum(ground(e))];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < 4.5) bad.push(ratio.toFixed(2) + ' ' + walker.currentNode.data.trim().slice(0, 40));
          }
          return bad.join('\n');
        })()
        """;

    private async Task<Browser> Opened(int width, string scheme)
    {
        Skip.If(Browser.Program is null, "no Chromium is installed");
        ToyRunFolder.Write(_folder.Root, predictions: ToyRunFolder.Classes(40, ToyRunFolder.Hostile, ToyRunFolder.Hostile));
        var report = RunReport.Write(_folder.Root);
        var browser = await Browser.Start();
        await browser.Open(report, width, scheme);
        return browser;
    }
}
