using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EarlyBert.Cli.Data;
using EarlyBert.Cli.Models;
using EarlyBert.Cli.Output;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert evaluate</c>.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("evaluate", "Score a saved model on labelled texts.");
        var model = new Option<string>("--model") { Description = "Model folder, or model.zip.", HelpName = "PATH", Required = true };
        var output = new Option<string?>("--out") { Description = "Folder for evaluation.json.", HelpName = "DIR" };
        var data = new DataOptions();
        var device = new DeviceOptions();
        command.Add(model);
        data.AddTo(command, training: false);
        device.AddTo(command);
        command.Add(output);
        command.SetAction(parsed =>
        {
            EarlyBertRuntime.UseThreads(device.Threads(parsed));
            var path = parsed.GetRequiredValue(model);
            using var trained = TrainedModel.Open(path, device.Gpu(parsed), device.FallbackToCpu(parsed));
            var (name, dev, mismatched) = data.ReadDev(parsed, trained.Labels, terminal);
            terminal.Cancellation.ThrowIfCancellationRequested();

            var clock = Stopwatch.StartNew();
            var metrics = Scores.Of(dev, mismatched, trained.Score, trained.Labels.Count);
            var seconds = clock.Elapsed.TotalSeconds;
            var rows = dev.Count + (mismatched?.Count ?? 0);
            foreach (var (metric, value) in metrics)
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{metric,-10} {value:0.0000}"));
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rows       {rows:#,0} in {seconds:0.00} s, {rows / seconds:#,0} a second"));
            if (parsed.GetValue(output) is { } folder)
                RunFolder.WriteJson(new RunFolder(folder).Evaluation, new { model = path, data = name, rows, metrics, seconds, environment = EnvironmentInfo.Of(device.Gpu(parsed)) });
        });
        return command;
    }
}
