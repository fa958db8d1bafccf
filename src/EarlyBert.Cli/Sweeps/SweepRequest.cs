using EarlyBert.Cli.Data;
using EarlyBert.Sweeps;

namespace EarlyBert.Cli.Sweeps;

/// <summary>One call of <c>sweep</c>.</summary>
/// <param name="Data">Texts and labels, with rows to score on.</param>
/// <param name="Run">The run that trials vary.</param>
/// <param name="Options">Budget, tuner, folder.</param>
/// <param name="Space">What is varied.</param>
internal sealed record SweepRequest(TaskData Data, EarlyBertOptions Run, SweepOptions Options, SweepSpace Space);
