using System.Globalization;
using Spectre.Console;

namespace EarlyBert.Cli.Demo;

/// <summary>The demo's table.</summary>
internal static class DemoReport
{
    public static void Write(DemoOutcome dense, DemoOutcome earlyBird, ScoringSpeed scoring, Terminal terminal)
    {
        var table = new Table { Border = terminal.IsInteractive ? TableBorder.Rounded : TableBorder.Markdown };
        table.AddColumns(new TableColumn(""), new TableColumn(dense.Name).RightAligned(), new TableColumn(earlyBird.Name).RightAligned(), new TableColumn("early-bird to dense").RightAligned());
        var (first, second) = (dense.Result, earlyBird.Result);
        Add("accuracy", "0.0000", first.Metrics["accuracy"], second.Metrics["accuracy"], Difference);
        Add("F1", "0.0000", first.Metrics["f1"], second.Metrics["f1"], Difference);
        Add("parameters", "#,0", first.Parameters, second.Parameters, Ratio);
        Add("  in the encoder", "#,0", first.EncoderParameters, second.EncoderParameters, Ratio);
        Add("seconds: search", "0.0", first.Seconds["search"], second.Seconds["search"]);
        Add("  draw and prune", "0.0", first.Seconds["draw"], second.Seconds["draw"]);
        Add("  train", "0.0", first.Seconds["train"], second.Seconds["train"], Ratio);
        Add("  total", "0.0", first.Seconds["total"], second.Seconds["total"], Ratio);
        Add("ms per message", "0.000", scoring.DenseMilliseconds, scoring.EarlyBirdMilliseconds, Ratio);
        terminal.Console.Write(table);
        var saved = 1 - (second.Seconds["total"] / first.Seconds["total"]);
        terminal.Out.WriteLine(saved >= 0
            ? string.Create(CultureInfo.InvariantCulture, $"time saved: {100 * saved:0} %")
            : string.Create(CultureInfo.InvariantCulture, $"no time saved: early-bird took {-100 * saved:0} % longer"));
        terminal.Out.WriteLine();

        void Add(string name, string format, double ofDense, double ofEarlyBird, Func<double, double, string>? compare = null)
        {
            var culture = CultureInfo.InvariantCulture;
            table.AddRow(name, ofDense.ToString(format, culture), ofEarlyBird.ToString(format, culture), compare?.Invoke(ofDense, ofEarlyBird) ?? "");
        }
    }

    public static void WriteFiles(string dense, string earlyBird, Terminal terminal)
    {
        terminal.Out.WriteLine($"model:  {Path.Combine(earlyBird, "model.zip")} (ML.NET), {Path.Combine(earlyBird, "model")} (Hugging Face)");
        terminal.Out.WriteLine($"ticket: {Path.Combine(earlyBird, "ticket.json")} (look at it with 'earlybert ticket show')");
        terminal.Out.WriteLine($"result: {Path.Combine(earlyBird, "result.json")}, {Path.Combine(dense, "result.json")}");
    }

    private static string Difference(double dense, double earlyBird) => (100 * (earlyBird - dense)).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " points";

    private static string Ratio(double dense, double earlyBird) => dense > 0 ? string.Create(CultureInfo.InvariantCulture, $"{earlyBird / dense:0.00} x") : "";
}
