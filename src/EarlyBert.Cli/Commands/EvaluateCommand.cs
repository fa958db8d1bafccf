using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
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
            trained.WarnOf(terminal);
            var dev = trained is RegressorModel regressor ? data.ReadDev(parsed, regressor, terminal) : data.ReadDev(parsed, (ClassifierModel)trained, terminal);
            terminal.Cancellation.ThrowIfCancellationRequested();

            var clock = Stopwatch.StartNew();
            var metrics = dev.Score();
            var seconds = clock.Elapsed.TotalSeconds;
            foreach (var (metric, value) in metrics)
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{metric,-10} {value:0.0000}"));
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rows       {dev.Rows:#,0} in {seconds:0.00} s, {dev.Rows / seconds:#,0} a second"));
            if (parsed.GetValue(output) is { } folder)
                RunFolder.WriteJson(new RunFolder(folder).Evaluation, new { model = path, data = dev.Name, rows = dev.Rows, metrics, seconds, environment = EnvironmentInfo.Of(device.Gpu(parsed)) });
        });
        return command;
    }
}
