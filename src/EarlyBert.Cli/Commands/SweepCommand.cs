using System.CommandLine;
using EarlyBert.Cli.Data;
using EarlyBert.Cli.Sweeps;
using EarlyBert.Sweeps;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert sweep</c>.</summary>
internal static class SweepCommand
{
    private static readonly string[] Given = ["--strategy", "--ticket", "--layer-ratio"];

    public static Command Create(Terminal terminal)
    {
        var command = new Command("sweep", "Try tickets and settings: one search serves them all, hopeless trials stop early, several processes may share the work.");
        var data = new DataOptions();
        var training = new TrainingOptions();
        var device = new DeviceOptions();
        var space = new Option<string>("--space") { Description = $"File that says what is varied, or '{SweepSpace.BuiltInName}'. JSON such as {{\"headRatio\": [0.25, 0.5], \"learningRate\": {{\"min\": 1e-5, \"max\": 1e-3, \"log\": true}}}}; names: {string.Join(", ", SweepSpace.Names)}.", HelpName = "FILE", DefaultValueFactory = _ => SweepSpace.BuiltInName };
        var budget = new Option<string>("--budget") { Description = "When it ends: a time for this call (45s, 30m, 2h), trials of the whole sweep (20trials), or both with a comma.", HelpName = "BUDGET", DefaultValueFactory = _ => "20trials" };
        var tuner = new Option<string>("--tuner") { Description = $"What proposes the trials: {string.Join(", ", SweepTuners.Names)}.", HelpName = "NAME", DefaultValueFactory = _ => SweepTuners.CostFrugal };
        var gridSteps = new Option<int>("--grid-steps") { Description = "Points of the grid where the space has a range.", HelpName = "N", DefaultValueFactory = _ => 5 };
        var longest = new Option<string?>("--longest-trial") { Description = "The longest that a trial may take by the pace of its first steps, such as 10m [default: what is left].", HelpName = "TIME" };
        var toTheEnd = new Option<bool>("--to-the-end") { Description = "Train every trial to its end, hopeless ones too." };
        var resume = new Option<bool>("--resume") { Description = "Go on with the sweep in --out, or join the processes that are at it." };
        var output = new Option<string>("--out") { Description = "Folder of the sweep; the best model, its ticket and the trials go there.", HelpName = "DIR", Required = true };
        data.AddTo(command, training: true);
        training.AddTo(command);
        device.AddTo(command);
        foreach (var option in new Option[] { space, budget, tuner, gridSteps, longest, toTheEnd, resume, output })
            command.Add(option);
        command.SetAction(parsed =>
        {
            if (Array.Find(Given, name => parsed.GetResult(name) is { } result && result.Tokens.Count > 0) is { } given)
                throw new UsageException($"{given} does not go with a sweep, which draws early-bird tickets itself; leave it out.");
            var run = training.Read(parsed, device);
            var options = new SweepOptions
            {
                Tuner = parsed.GetRequiredValue(tuner),
                GridSteps = parsed.GetValue(gridSteps),
                Seed = run.Seed,
                Folder = parsed.GetRequiredValue(output),
                Resume = parsed.GetValue(resume),
                Halving = parsed.GetValue(toTheEnd) ? SuccessiveHalving.Off : new SuccessiveHalving(),
            };
            var varied = SweepSpace.BuiltIn;
            Usage.Check(() =>
            {
                options.Budget = SweepBudget.Parse(parsed.GetRequiredValue(budget));
                options.LongestTrial = parsed.GetValue(longest) is { } text ? SweepBudget.Parse(text).Time ?? throw new EarlyBertException($"--longest-trial is '{text}'; it can be a time such as 10m.") : null;
                if (!SweepTuners.Names.Contains(options.Tuner))
                    throw new EarlyBertException($"--tuner is '{options.Tuner}'; it can be {string.Join(", ", SweepTuners.Names)}.");
                if (options.GridSteps is < 1 or > 1000)
                    throw new EarlyBertException($"--grid-steps is {options.GridSteps}; it can be 1 to 1000.");
            });
            if (parsed.GetRequiredValue(space) is var named && named != SweepSpace.BuiltInName)
                varied = SweepSpace.Load(named);
            if (data.Read(parsed, terminal) is not TaskData task)
                throw new UsageException("A sweep is for tasks with one class a row; leave out what makes the labels several.");
            if (task.Dev is null)
                throw new UsageException("A sweep needs rows to score its trials on; name them with --dev.");
            return SweepRun.Run(new SweepRequest(task, run, options, varied), terminal);
        });
        return command;
    }
}
