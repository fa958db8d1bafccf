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
        var command = new Command("evaluate", "Score a saved model on labelled texts, or on questions.");
        var model = new Option<string>("--model") { Description = "Model folder, or model.zip.", HelpName = "PATH", Required = true };
        var output = new Option<string?>("--out") { Description = "Folder for evaluation.json, and for the answers to questions.", HelpName = "DIR" };
        var data = new DataOptions();
        var answering = new AnsweringOptions();
        var device = new DeviceOptions();
        command.Add(model);
        data.AddTo(command, training: false);
        answering.AddTo(command);
        device.AddTo(command);
        command.Add(output);
        command.SetAction(parsed =>
        {
            EarlyBertRuntime.UseThreads(device.Threads(parsed));
            var path = parsed.GetRequiredValue(model);
            var squad = data.Squad(parsed);
            if (squad is null)
                answering.RefuseAny(parsed);
            using var trained = TrainedModel.Open(path, device.Gpu(parsed), device.FallbackToCpu(parsed));
            trained.WarnOf(terminal);
            SquadPredictions? predictions = null;
            var dev = squad is not null ? Questions(trained, squad, answering, parsed, answered => predictions = answered) : trained switch
            {
                ClassifierModel classifier => data.ReadDev(parsed, classifier, terminal),
                RegressorModel regressor => data.ReadDev(parsed, regressor, terminal),
                _ => throw new EarlyBertException($"The model is {trained.Description}; score it on questions, with --task {SquadSource.TaskName}."),
            };
            terminal.Cancellation.ThrowIfCancellationRequested();

            var clock = Stopwatch.StartNew();
            var metrics = dev.Score();
            var seconds = clock.Elapsed.TotalSeconds;
            foreach (var (metric, value) in metrics)
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{metric,-10} {value:0.0000}"));
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rows       {dev.Rows:#,0} in {seconds:0.00} s, {dev.Rows / seconds:#,0} a second"));
            if (parsed.GetValue(output) is not { } folder)
                return;
            RunFolder.WriteJson(new RunFolder(folder).Evaluation, new { model = path, data = dev.Name, rows = dev.Rows, metrics, seconds, environment = EnvironmentInfo.Of(device.Gpu(parsed)) });
            predictions?.Write(folder);
        });
        return command;
    }

    private static DevSet Questions(TrainedModel trained, SquadSource squad, AnsweringOptions answering, ParseResult parsed, Action<SquadPredictions> keep)
    {
        if (trained is not AnswererModel model)
            throw new EarlyBertException($"The model is {trained.Description}, but {SquadSource.TaskName} has questions; use a model that was trained for {SquadSource.TaskName}.");
        var (questions, answers) = (squad.ReadDev(), answering.Read(parsed, model.Answerer.Answers));
        return new DevSet(SquadSource.TaskName, questions.Count, () =>
        {
            var predictions = SquadPredictions.Of(model.Answerer, questions, answers);
            keep(predictions);
            return predictions.Metrics;
        });
    }
}
