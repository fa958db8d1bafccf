using System.Globalization;
using System.Text;
using Spectre.Console;

namespace EarlyBert.Cli.Output;

/// <summary>Shows a training as it runs: bars with the time left on a terminal, a line now and then anywhere else.</summary>
internal static class ProgressDisplay
{
    /// <summary>Runs <paramref name="work"/>, which reports to the display.</summary>
    /// <param name="terminal">Where to show it.</param>
    /// <param name="title">Stands before every stage; empty: nothing does.</param>
    /// <param name="work">The training.</param>
    public static T Show<T>(Terminal terminal, string title, Func<IProgress<TrainingProgress>, T> work)
    {
        if (!terminal.IsInteractive)
            return work(new Lines(terminal, title));
        return terminal.Console.Progress()
            .AutoClear(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var bars = new Bars(terminal, context, title);
                var result = work(bars);
                bars.Finish();
                return result;
            });
    }

    /// <summary>What a report says in words.</summary>
    internal static string Describe(TrainingProgress value)
    {
        var text = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        if (value.Loss is { } loss)
            text.Append(culture, $", loss {loss:0.000}");
        foreach (var (name, metric) in value.Metrics ?? new Dictionary<string, double>())
            text.Append(culture, $", {name} {metric:0.0000}");
        if (value.TokensPerSecond > 0)
            text.Append(culture, $", {value.TokensPerSecond:#,0} tokens/s");
        return text.Length > 0 ? text.ToString(2, text.Length - 2) : "";
    }

    private static string NameOf(TrainingStage stage) => stage.ToString().ToLowerInvariant();

    /// <summary>Lines for logs: a report is printed when its stage has come on by a tenth, or when it says something.</summary>
    private sealed class Lines(Terminal terminal, string title) : IProgress<TrainingProgress>
    {
        private TrainingStage? _stage;
        private double _shown;

        public void Report(TrainingProgress value)
        {
            if (value.Message is { } message)
            {
                if (value.IsWarning)
                    terminal.Warn(message);
                else
                    terminal.Out.WriteLine($"{Prefix(value)}{message}");
                return;
            }

            var done = value.Steps > 0 ? (double)value.Step / value.Steps : 0;
            if (value.Metrics is null && value.Stage == _stage && done < 1 && done - _shown < 0.1)
                return;
            if (value.Metrics is null)
                (_stage, _shown) = (value.Stage, done);
            var steps = value.Steps > 0 ? string.Create(CultureInfo.InvariantCulture, $"step {value.Step} of {value.Steps}, ") : "";
            var left = value.SecondsLeft is { } seconds && done < 1 ? string.Create(CultureInfo.InvariantCulture, $", {seconds:0} s left") : "";
            terminal.Out.WriteLine($"{Prefix(value)}{steps}{Describe(value)}{left}");
        }

        private string Prefix(TrainingProgress value) => $"{(title.Length > 0 ? $"{title} " : "")}{NameOf(value.Stage),-8} ";
    }

    /// <summary>A bar a stage.</summary>
    private sealed class Bars(Terminal terminal, ProgressContext context, string title) : IProgress<TrainingProgress>
    {
        private readonly Dictionary<TrainingStage, ProgressTask> _tasks = [];

        public void Report(TrainingProgress value)
        {
            if (value.Message is { } message)
            {
                terminal.Console.MarkupLineInterpolated(value.IsWarning ? (FormattableString)$"[yellow]warning: {message}[/]" : $"[grey]{message}[/]");
                return;
            }

            var shown = value.Metrics is null ? value.Stage : TrainingStage.Train;
            var name = Markup.Escape($"{(title.Length > 0 ? $"{title} " : "")}{NameOf(shown),-8}");
            if (!_tasks.TryGetValue(shown, out var task))
            {
                foreach (var earlier in _tasks.Values)
                    earlier.Value = earlier.MaxValue;
                _tasks[shown] = task = context.AddTask(name, maxValue: Math.Max(1, value.Steps));
            }

            task.Description = $"{name} [grey]{Markup.Escape(Describe(value))}[/]";
            if (value.Metrics is null)
                task.Value = value.Step;
        }

        public void Finish()
        {
            foreach (var task in _tasks.Values)
                task.Value = task.MaxValue;
        }
    }
}
