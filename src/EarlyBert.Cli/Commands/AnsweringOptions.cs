using System.CommandLine;

namespace EarlyBert.Cli.Commands;

/// <summary>How questions and contexts become inputs, and how answers are looked for; shared by all commands that answer questions.</summary>
internal sealed class AnsweringOptions
{
    private readonly Option<int?> _stride = new("--doc-stride") { Description = "Questions: word pieces between the starts of two windows of a long context [default: a third of the longest input].", HelpName = "N" };
    private readonly Option<int?> _question = new("--max-question-tokens") { Description = "Questions: longest question in word pieces [default: 64].", HelpName = "N" };
    private readonly Option<int?> _answer = new("--max-answer-tokens") { Description = "Questions: longest answer in word pieces [default: 30].", HelpName = "N" };
    private readonly Option<double?> _threshold = new("--null-threshold") { Description = "Questions: how much more \"no answer\" has to score than the best answer [default: 0 where some have none, else all get an answer].", HelpName = "X" };
    private readonly Option<int?> _candidates = new("--n-best") { Description = "Questions: candidates that are kept of each [default: 20].", HelpName = "N" };

    private Option[] All => [_stride, _question, _answer, _threshold, _candidates];

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
    }

    /// <summary>How many candidates were asked for; null: it was not said.</summary>
    public int? Candidates(ParseResult parsed) => parsed.GetValue(_candidates);

    /// <summary>Refuses the options where no questions are answered.</summary>
    /// <exception cref="UsageException">One was given.</exception>
    public void RefuseAny(ParseResult parsed)
    {
        if (Array.Find(All, option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            throw new UsageException($"{given.Name} goes with questions, --task squad.");
    }

    /// <summary>The options, what is not given as it was.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="start">What the model, or the library, has.</param>
    /// <exception cref="UsageException">They are out of range.</exception>
    public AnswerOptions Read(ParseResult parsed, AnswerOptions start)
    {
        var options = start with
        {
            MaxAnswerTokens = parsed.GetValue(_answer) ?? start.MaxAnswerTokens,
            NoAnswerThreshold = parsed.GetValue(_threshold) ?? start.NoAnswerThreshold,
            Candidates = parsed.GetValue(_candidates) ?? start.Candidates,
            Windows = start.Windows with { Stride = parsed.GetValue(_stride) ?? start.Windows.Stride, MaxQuestionTokens = parsed.GetValue(_question) ?? start.Windows.MaxQuestionTokens },
        };
        Usage.Check(options.Validate);
        return options;
    }
}
