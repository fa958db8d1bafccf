using System.CommandLine;
using EarlyBert.Cli.Models;
using EarlyBert.Tasks;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert submit</c>.</summary>
internal static class SubmitCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model") { Description = "Model folder, or model.zip.", HelpName = "PATH", Required = true };
        var task = new Option<string>("--task") { Description = $"GLUE task: {string.Join(", ", GlueTask.All.Select(known => known.Name))}.", HelpName = "NAME", Required = true };
        var data = new Option<string>("--data") { Description = "Folder of the GLUE task, or the one that holds it.", HelpName = "DIR", Required = true };
        var output = new Option<string>("--out") { Description = "Folder for the files, named as GLUE's server wants them.", HelpName = "DIR", Required = true };
        var device = new DeviceOptions();
        var command = new Command("submit", "Label a test set of GLUE, in the form that GLUE's server takes.") { model, task, data, output };
        device.AddTo(command);
        command.SetAction(parsed =>
        {
            GlueTask glue = null!;
            Usage.Check(() => glue = GlueTask.Get(parsed.GetRequiredValue(task)));
            EarlyBertRuntime.UseThreads(device.Threads(parsed));
            using var trained = TrainedModel.Open(parsed.GetRequiredValue(model), device.Gpu(parsed), device.FallbackToCpu(parsed));
            trained.WarnOf(terminal);
            foreach (var split in glue.HasMismatched ? new[] { GlueSplit.Test, GlueSplit.TestMismatched } : [GlueSplit.Test])
            {
                terminal.Cancellation.ThrowIfCancellationRequested();
                var rows = glue.ReadTest(parsed.GetRequiredValue(data), split);
                terminal.Out.WriteLine($"{Write(trained, rows, parsed.GetRequiredValue(output))}: {rows.Texts.Count:#,0} rows");
            }
        });
        return command;
    }

    private static string Write(TrainedModel trained, GlueTestRows rows, string folder)
    {
        if (rows.Task.IsRegression)
        {
            return trained is RegressorModel regressor
                ? rows.Write(folder, regressor.Score(rows.Texts, rows.Pairs))
                : throw new EarlyBertException($"The model is {trained.Description}, but {rows.Task.Name} has scores; use a model that was trained for {rows.Task.Name}.");
        }

        if (trained is not ClassifierModel classifier)
            throw new EarlyBertException($"The model is {trained.Description}, but {rows.Task.Name} has classes; use a model that was trained for {rows.Task.Name}.");
        var places = DataOptions.Places(rows.Task, classifier.Labels);
        int[] classes = [.. classifier.Score(rows.Texts, rows.Pairs).Select(scores => Array.IndexOf(places, TextClassifier.LabelOf(scores)))];
        return rows.Write(folder, classes);
    }
}
