using EarlyBert.Tasks.Squad;
using EarlyBert.Tests.Tasks.Squad;
using EarlyBert.Text;

namespace EarlyBert.Tests.Text;

/// <summary>Places of pieces in the original text, on every answer of SQuAD 1.1's validation set.</summary>
public sealed class SquadOffsetsTests
{
    [SkippableFact]
    public void PiecesOf_EveryAnswer_ComesBackAsTheAnswer()
    {
        var (questions, contexts, _) = Encode();
        var answers = questions.SelectMany(question => question.Answers.Select(answer => (Context: contexts[question.Context], answer.Text, Span: answer.Span!.Value))).ToArray();
        var exceptions = answers.Where(answer =>
        {
            var (first, last) = answer.Context.PiecesOf(answer.Span)!.Value;
            var span = answer.Context.SpanOf(first, last);
            return SquadMetrics.Normalize(answer.Context.Text.Substring(span.Start, span.Length)) != SquadMetrics.Normalize(answer.Text);
        }).ToArray();

        // The others were marked through the middle of a piece ("gold" in "golden", "rst" in "first", "20,980" in "£20,980").
        Assert.Equal((34726, 77), (answers.Length, exceptions.Length));
        Assert.All(exceptions, answer => Assert.True(IsCut(answer.Context, answer.Span.Start) || IsCut(answer.Context, answer.Span.End), answer.Text));
    }

    /// <summary>google-research/bert narrows the words that an answer touches until they tokenise as the answer does.</summary>
    [SkippableFact]
    public void PiecesOf_EveryAnswer_IsWhatNarrowingWholeWordsFinds()
    {
        var (questions, contexts, wordPiece) = Encode();
        var (same, closer) = (0, 0);
        foreach (var question in questions)
        {
            var context = contexts[question.Context];
            foreach (var answer in question.Answers)
            {
                var found = context.PiecesOf(answer.Span!.Value)!.Value;
                var whole = context.PiecesOf(Words(question.Context, answer.Span.Value))!.Value;
                var narrowed = Narrow(context, whole, wordPiece.Encode(answer.Text));
                if (narrowed is not null)
                    Assert.Equal(narrowed.Value, found);
                Assert.True(whole.First <= found.First && found.Last <= whole.Last, answer.Text);
                same += narrowed is null ? 0 : 1;
                closer += narrowed is null ? 1 : 0;
            }
        }

        // Where an answer cuts a piece, narrowing finds nothing and keeps the whole words; the pieces that are touched lie within them.
        Assert.Equal((34644, 82), (same, closer));
    }

    /// <summary>A letter or a sign stands on both sides of the place.</summary>
    private static bool IsCut(EncodedContext context, int place) =>
        place > 0 && place < context.Text.Length && Enumerable.Range(0, context.Count).Any(piece => context.SpanOf(piece, piece) is var span && span.Start < place && place < span.End);

    private static (IReadOnlyList<SquadQuestion> Questions, Dictionary<string, EncodedContext> Contexts, WordPiece WordPiece) Encode()
    {
        var wordPiece = new WordPiece(Vocabularies.OfModel("bert-base-uncased"));
        var questions = SquadDev.Read().Questions;
        return (questions, questions.Select(question => question.Context).Distinct().ToDictionary(context => context, context => EncodedContext.Of(wordPiece, context)), wordPiece);
    }

    private static TextSpan Words(string context, TextSpan span)
    {
        var (start, end) = (span.Start, span.End);
        while (start > 0 && !IsSpace(context[start - 1]))
            start--;
        while (end < context.Length && !IsSpace(context[end]))
            end++;
        return new TextSpan(start, end - start);

        static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n' or '\u202F';
    }

    private static (int First, int Last)? Narrow(EncodedContext context, (int First, int Last) whole, int[] answer)
    {
        for (var first = whole.First; first <= whole.Last; first++)
        {
            for (var last = whole.Last; last >= first; last--)
            {
                if (context.Ids[first..(last + 1)].SequenceEqual(answer))
                    return (first, last);
            }
        }

        return null;
    }
}
