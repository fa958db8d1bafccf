using System.Globalization;
using EarlyBert.Display;
using EarlyBert.Pretraining;
using Spectre.Console;

namespace EarlyBert.Cli.Training;

/// <summary>What <c>pretrain --dry-run</c> prints: steps, tokens, FLOPs, memory, and the time at this machine's measured speed.</summary>
internal static class PretrainPlanReport
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static void Print(PretrainingOptions options, int vocabularySize, Terminal terminal)
    {
        var plan = PretrainingPlan.Of(options, vocabularySize);
        terminal.Out.WriteLine(string.Create(Invariant, $"{options.Pretrained ?? $"{options.Model}, vocabulary {vocabularySize:#,0}"}: {plan.Parameters:#,0} parameters, about {plan.MemoryBytes / 1e9:0.0} GB while training"));
        terminal.Out.WriteLine("measuring this machine ...");
        var speed = PretrainingPlan.MeasureFlopsPerSecond(options, vocabularySize);
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns("stage", "steps", "examples a step", "pieces", "tokens", "FLOPs", "time");
        foreach (var stage in plan.Stages)
            table.AddRow(stage.Name, Number(stage.Steps), Number(stage.BatchSize), Number(stage.MaxTokens), Large(stage.Tokens), Large(stage.Flops), Words.Time(stage.Flops / speed));
        table.AddRow("total", Number(plan.Stages.Sum(stage => stage.Steps)), "", "", Large(plan.Tokens), Large(plan.Flops), Words.Time(plan.Flops / speed));
        terminal.Console.Write(table);
        terminal.Out.WriteLine(string.Create(Invariant, $"at {speed / 1e9:#,0} GFLOP/s, as measured here on the unpruned model"));
    }

    private static string Number(int value) => value.ToString("#,0", Invariant);

    private static string Large(double value) => value.ToString("0.##e+0", Invariant);
}
