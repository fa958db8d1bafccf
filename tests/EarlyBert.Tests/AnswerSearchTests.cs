using EarlyBert.Bert;
using EarlyBert.Tests.Text;
using EarlyBert.Text;
using EarlyBert.Training;
using static TorchSharp.torch;

namespace EarlyBert.Tests;

/// <summary>Answers found in logits that are known, against a search through everything.</summary>
public sealed class AnswerSearchTests
{
    private static readonly WordPiece Characters = new(Vocabularies.OfCharacters());

    [Fact]
    public void Run_KnownLogits_RanksStretchesAndNoAnswer()
    {
        using var model = new TableModel(("a", 1, 0), ("b", 3, 1), ("c", 0, 2), ("[CLS]", 2.5f, 2));

        var answer = Run(model, ["q"], ["a b c"], new AnswerOptions { NoAnswerThreshold = 0 })[0];

        // b c: 3 + 2; nothing: 2.5 + 2; b: 3 + 1; a b c: 1 + 2; a b: 1 + 1; c: 0 + 2; a: 1 + 0.
        Assert.Equal(["b c", "", "b", "a b c", "a b", "c", "a"], answer.Candidates.Select(candidate => candidate.Text));
        Assert.Equal([5, 4.5, 4, 3, 2, 2, 1], answer.Candidates.Select(candidate => candidate.Score));
        var sum = answer.Candidates.Sum(candidate => Math.Exp(candidate.Score));
        Assert.All(answer.Candidates, candidate => Assert.Equal(Math.Exp(candidate.Score) / sum, candidate.Probability, 1e-12));
        Assert.Equal((-0.5, "b c", 2), (answer.NoAnswerScore, answer.Text, answer.Best.Start));
        Assert.Equal(new (float, float)[] { (3, 2), (2.5f, 2), (3, 1), (1, 2), (1, 1), (0, 2), (1, 0) }, answer.Candidates.Select(candidate => (candidate.StartLogit, candidate.EndLogit)));
        Assert.True(Run(model, ["q"], ["a b c"], new AnswerOptions { NoAnswerThreshold = -0.6 })[0].Best.IsNoAnswer);
    }

    [Fact]
    public void Run_EndsAllBeforeTheStarts_StillAnswers()
    {
        using var model = new TableModel(("a", -9, 9), ("b", 9, -9));

        var answer = Run(model, ["q"], ["a b"], new AnswerOptions { Candidates = 1 })[0];

        Assert.Equal(("b", 0.0), (answer.Text, answer.Best.Score));
        Assert.Equal("b", Assert.Single(answer.Candidates).Text);
    }

    [Fact]
    public void Run_SameTextTwice_IsOneCandidateAtItsBetterPlace()
    {
        using var model = new TableModel(("a", 1, 1), ("b", 0, 0));

        var answer = Run(model, ["q"], ["a b a"], new AnswerOptions())[0];

        Assert.Equal(["a", "a b a", "a b", "b a", "b"], answer.Candidates.Select(candidate => candidate.Text));
        Assert.Equal(0, answer.Best.Start);
    }

    [Fact]
    public void Run_AnyLogitsAndWindows_FindsTheBestOfAllStretches()
    {
        var random = new SeededRandom(5);
        for (var round = 0; round < 40; round++)
        {
            using var model = new TableModel([.. Enumerable.Range('a', 26).Select(c => (((char)c).ToString(), Next(), Next())), ("[CLS]", Next(), Next())]);
            var contexts = Enumerable.Range(0, 4).Select(_ => string.Join(' ', Enumerable.Range(0, 1 + random.NextInt(40)).Select(_ => (char)('a' + random.NextInt(26))))).ToArray();
            var options = new AnswerOptions { Candidates = 64, MaxAnswerTokens = 1 + random.NextInt(6), BatchSize = 1 + random.NextInt(5), Windows = new WindowOptions { Stride = 1 + random.NextInt(12) } };

            var answers = Run(model, ["q", "q w", "", "?"], contexts, options);

            foreach (var (answer, (question, context)) in answers.Zip(new[] { "q", "q w", "", "?" }.Zip(contexts)))
            {
                var windows = QuestionWindows.Build(new QuestionEncoder(Characters, 16, options.Windows), [question], [context]);
                var best = Enumerable.Range(0, windows.Inputs.Count).SelectMany(row => Everything(windows, row, options.MaxAnswerTokens)).Max(pair => model.Score(context, pair.First, pair.Last));
                Assert.Equal(best, answer.Best.Score, 1e-5);
                Assert.Equal(model.Score(context, answer.Best.Start / 2, (answer.Best.Start + answer.Text.Length) / 2), answer.Best.Score, 1e-5); // a letter and a space a piece
                Assert.Equal(model.NoAnswer - best, answer.NoAnswerScore, 1e-5);
            }
        }

        float Next() => (float)((random.NextDouble() * 8) - 4);
    }

    private static IEnumerable<(int First, int Last)> Everything(QuestionWindows windows, int row, int longest) =>
        from first in Enumerable.Range(windows.WindowOf(row).Start, windows.WindowOf(row).Length)
        where windows.HasMaximumContext(row, first)
        from last in Enumerable.Range(first, Math.Min(longest, windows.WindowOf(row).End - first))
        select (first, last);

    private static PredictedAnswer[] Run(TableModel model, string[] questions, string[] contexts, AnswerOptions options)
    {
        var windows = QuestionWindows.Build(new QuestionEncoder(Characters, 16, options.Windows), questions, contexts);
        return AnswerSearch.Run(model, windows, new BatchSource(windows.Inputs, labels: null, CPU), options);
    }

    /// <summary>Says of each token what a table says of its id, and of padding and the question what should never count.</summary>
    private sealed class TableModel : BertForTask
    {
        private readonly Dictionary<string, (float Start, float End)> _logits;
        private readonly Tensor _table;

        public TableModel(params (string Token, float Start, float End)[] logits) : base(nameof(TableModel))
        {
            _logits = logits.ToDictionary(row => row.Token, row => (row.Start, row.End));
            var vocabulary = Characters.Vocabulary;
            _table = tensor(Enumerable.Range(0, vocabulary.Count).SelectMany(id => _logits.TryGetValue(vocabulary[id], out var pair) ? new[] { pair.Start, pair.End } : [99, 99]).ToArray(), [vocabulary.Count, 2]);
        }

        public override BertModel Bert => throw new NotSupportedException();

        public double NoAnswer => (double)_logits["[CLS]"].Start + _logits["[CLS]"].End;

        public double Score(string context, int first, int last) => (double)_logits[context[2 * first].ToString()].Start + _logits[context[2 * last].ToString()].End;

        public override Tensor forward(BertInput input) =>
            _table.index_select(0, input.InputIds.reshape(-1)).reshape(input.InputIds.shape[0], -1, 2);     // (B, T, 2)

        protected override void Dispose(bool disposing)
        {
            _table.Dispose();
            base.Dispose(disposing);
        }
    }
}
