using System.Globalization;
using EarlyBert.Cli.Data;
using EarlyBert.Cli.Output;
using EarlyBert.Cli.Reports;
using EarlyBert.MLNet;
using EarlyBert.Sweeps;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.Cli.Sweeps;

/// <summary>Runs a sweep on ordinary ML.NET data, and leaves the best model in its folder as <c>finetune</c> does.</summary>
internal static class SweepRun
{
    /// <summary>Runs the sweep, shows it, saves the best.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(SweepRequest request, Terminal terminal)
    {
        var (data, ml) = (request.Data, new MLContext(request.Run.Seed));
        var columns = data.Columns;
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{data.Name}: {data.Train.Count:#,0} rows for training, {data.Dev!.Count:#,0} for validation, {data.LabelNames.Count} classes"));
        var train = TextRows.View(ml, data.Train, data.LabelNames, columns);
        var keys = ml.Transforms.Conversion.MapValueToKey(columns.Label, keyData: TextRows.Names(ml, data.LabelNames)).Fit(train);
        var labelled = keys.Transform(train);
        var run = request.Run.Clone();
        run.Train.Metric ??= data.MainMetric;
        using var display = new SweepDisplay(terminal);
        var classifier = new EarlyBertClassifierOptions
        {
            LabelColumnName = columns.Label,
            TextColumnName = columns.Text,
            TextPairColumnName = columns.Pair,
            EarlyBert = run,
            Progress = display,
            CancellationToken = terminal.Cancellation,
        };
        using var session = new SweepSession(ml, labelled, TextRows.View(ml, data.Dev, data.LabelNames, columns), classifier, request.Options, request.Space);
        display.Metric = session.Metric;
        using var result = display.Show(() => new Sweep(session, monitor: display) { Progressed = display.Update }.Run(terminal.Cancellation));

        Save(request, ml, keys, labelled, train.Schema, result, session.Metric, terminal);
        Print(request, result, session.Metric, terminal);
        return result.WasCancelled ? ExitCode.Cancelled : ExitCode.Done;
    }

    private static void Save(SweepRequest request, MLContext ml, ITransformer keys, IDataView labelled, DataViewSchema schema, SweepResult result, string metric, Terminal terminal)
    {
        var folder = new RunFolder(request.Options.Folder!);
        var model = result.Model;
        // Processes that end together write one after another.
        using var saving = FileLock.Take(Path.Combine(folder.Root, "locks", "saving"));
        var names = ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(model.Transform(labelled));
        var pipeline = new TransformerChain<ITransformer>(keys, model, names);
        model.Classifier.Save(folder.Model);
        AtomicFile.Write(folder.Pipeline, stream => ml.Model.Save(pipeline, schema, stream));
        model.Ticket?.Save(folder.Ticket);
        RunFolder.WriteText(folder.Options, model.Options!.ToJson());
        var counts = result.Records.CountBy(record => record.State).ToDictionary(pair => char.ToLowerInvariant($"{pair.Key}"[0]) + $"{pair.Key}"[1..], pair => pair.Value);
        RunFolder.WriteJson(Path.Combine(folder.Root, "front.json"), new FrontFile(metric, counts, result.Best, result.Front));
        RunReport.TryWrite(folder, terminal);
    }

    private static void Print(SweepRequest request, SweepResult result, string metric, Terminal terminal)
    {
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"{SweepDisplay.Summary(result.Records)}; no other is better in {metric}, size and latency together than:");
        // The best is the first with its score; one as good may have come later and be smaller.
        var shown = result.Front.Contains(result.Best) ? result.Front : [result.Best, .. result.Front];
        terminal.Console.Write(SweepDisplay.Table(shown, metric, result.Best.Key));
        terminal.Out.WriteLine($"written to {request.Options.Folder}: model/, model.zip, ticket.json, options.json of trial {result.Best.Trial}; front.json, trials.jsonl, search.json, tickets/, report.html");
    }
}
