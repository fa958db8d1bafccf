using EarlyBert.Cli.Output;

namespace EarlyBert.Cli.Demo;

/// <summary>One of the demo's two runs.</summary>
/// <param name="Name">The strategy.</param>
/// <param name="Folder">Where its files are.</param>
/// <param name="Result">What it reached and cost.</param>
internal sealed record DemoOutcome(string Name, string Folder, ResultFile Result);
