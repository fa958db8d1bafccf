using System.CommandLine;
using System.Globalization;
using EarlyBert.Cli.Training;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert finetune</c>.</summary>
internal static class FineTuneCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("finetune", "Train a model for classes of texts, numbers, or answers to questions: search, draw, prune, rewind, train.");
        var data = new DataOptions();
        var training = new TrainingOptions();
        var answering = new AnsweringOptions();
        var device = new DeviceOptions();
        var output = new Option<string>("--out") { Description = "Folder for model, ticket, metrics and result.", HelpName = "DIR", Required = true };
        var board = new Option<bool>("--tensorboard") { Description = "Leave event files of TensorBoard in the folder too." };
        data.AddTo(command, training: true);
        training.AddTo(command);
        answering.AddTo(command);
        device.AddTo(command);
        command.Add(output);
        command.Add(board);
        command.SetAction(parsed =>
        {
            var squad = data.Squad(parsed);
            if (squad is null)
                answering.RefuseAny(parsed);
            var answers = answering.Read(parsed, new AnswerOptions());
            var options = training.Read(parsed, device, squad is null ? new EarlyBertOptions() : EarlyBertOptions.ForQuestionAnswering());
            options.Windows = answers.Windows;
            var ticket = training.ReadTicket(parsed);
            var task = squad is null ? data.Read(parsed, terminal) : new AnsweringTask(squad.ReadTrain(), squad.Dev is null ? null : squad.ReadDev(), answers);
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{task.Name}: {task.TrainRows:#,0} rows for training, {task.DevRows:#,0} for validation, {task.Description}"));
            var request = new FineTuneRequest(task, options, ticket, parsed.GetRequiredValue(output), TensorBoard: parsed.GetValue(board));
            FineTuneRun.Run(request, terminal).Print(request.Out, terminal);
        });
        return command;
    }
}
