using System.Globalization;
using Spectre.Console;

namespace EarlyBert.Cli.Demo;

/// <summary>The demo's table.</summary>
internal static class DemoReport
{
    public static void Write(DemoOutcome dense, DemoOutcome earlyBird, Terminal terminal)
    {
        var table = new Table { Border = terminal.IsInteractive ? TableBorder.Rounded : TableBorder.Markdown };
        table.AddColumns(new TableColumn(""), new TableColumn(dense.Name).RightAligned(), new TableColumn(earlyBird.Name).RightAligned(), new TableColumn("early-bird to dense").RightAligned());
        Add("accuracy", "0.0000", outcome => outcome.Result.Metrics["accuracy"], Difference);
        Add("F1", "0.0000", outcome => outcome.Result.Metrics["f1"], Difference);
        Add("parameters", "#,0", outcome => outcome.Result.Parameters, Ratio);
        Add("  in the encoder", "#,0", outcome => outcome.Result.EncoderParameters, Ratio);
        Add("seconds: search", "0.0", outcome => outcome.Result.Seconds["search"], (_, _) => "");
        Add("  draw and prune", "0.0", outcome => outcome.Result.Seconds["draw"], (_, _) => "");
        Add("  train", "0.0", outcome => outcome.Result.Seconds["train"], Ratio);
        Add("  total", "0.0", outcome => outcome.Result.Seconds["total"], Ratio);
        Add("ms per message", "0.000", outcome => outcome.MillisecondsPerRow, Ratio);
        terminal.Console.Write(table);
        var saved = 1 - (earlyBird.Result.Seconds["total"] / dense.Result.Seconds["total"]);
        terminal.Out.WriteLine(saved >= 0
            ? string.Create(CultureInfo.InvariantCulture, $"time saved: {100 * saved:0} %")
            : string.Create(CultureInfo.InvariantCulture, $"no time saved: early-bird took {-100 * saved:0} % longer"));
        terminal.Out.WriteLine();

        void Add(string name, string format, Func<DemoOutcome, double> value, Func<double, double, string> compare)
        {
            var (first, second) = (value(dense), value(earlyBird));
            table.AddRow(name, first.ToString(format, CultureInfo.InvariantCulture), second.ToString(format, CultureInfo.InvariantCulture), compare(first, second));
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
