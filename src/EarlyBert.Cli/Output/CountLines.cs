using System.Diagnostics;
using System.Globalization;

namespace EarlyBert.Cli.Output;

/// <summary>Shows work of unknown length as it goes on: a line every ten seconds.</summary>
internal sealed class CountLines(Terminal terminal, string what) : IProgress<long>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();

    /// <inheritdoc/>
    public void Report(long value)
    {
        if (_sinceLast.Elapsed < Pause)
            return;
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value:#,0} {what} so far"));
        _sinceLast.Restart();
    }
}
