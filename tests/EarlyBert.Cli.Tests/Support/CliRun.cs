namespace EarlyBert.Cli.Tests;

/// <summary>What one call of the command line returned and printed.</summary>
internal sealed record CliRun(int Code, string Out, string Error)
{
    /// <summary>Lines of standard output, without empty ones.</summary>
    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static CliRun Of(params string[] args) => With(args);

    public static CliRun With(string[] args, string input = "", TextWriter? output = null, CancellationToken cancellation = default)
    {
        output ??= new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var code = App.Run(args, new Terminal(output, error, new StringReader(input), isInteractive: false, cancellation));
        return new CliRun(code, output.ToString()!, error.ToString());
    }

    /// <summary>The run succeeded; shows what it said when it did not.</summary>
    public CliRun Succeeded()
    {
        Assert.True(Code == 0, $"exit code {Code}: {Error}{Out}");
        return this;
    }

    /// <summary>The run failed with one sentence for people that holds all of the words.</summary>
    public void FailedWith(params string[] words)
    {
        Assert.True(Code == 1, $"exit code {Code}: {Error}{Out}");
        Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => !line.StartsWith("warning:", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", Error);
        foreach (var word in words)
            Assert.Contains(word, Error);
    }
}
