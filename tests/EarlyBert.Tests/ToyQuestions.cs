using EarlyBert.Tasks.Squad;

namespace EarlyBert.Tests;

/// <summary>A small made-up task that a tiny model learns in seconds: facts "the KEY is VALUE", and questions after a key's value.</summary>
internal static class ToyQuestions
{
    private static readonly string[] Keys = ["color", "size", "name", "place", "price", "age"];
    private static readonly string[] Values = ["Red", "blue", "big", "Small", "Anna", "Zürich", "Rome", "seven", "ten pounds", "New York"];

    /// <summary>Rows.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="facts">Facts of a context.</param>
    /// <param name="impossible">A third of the questions asks for a key that the context does not name.</param>
    public static SquadQuestion[] Make(int rows, int seed, int facts = 3, bool impossible = false)
    {
        var random = new SeededRandom(seed);
        var questions = new SquadQuestion[rows];
        for (var row = 0; row < rows; row++)
        {
            var keys = Keys.ToArray();
            random.Shuffle(keys.AsSpan());
            var values = Enumerable.Range(0, facts).Select(_ => Values[random.NextInt(Values.Length)]).ToArray();
            var context = string.Join(" ", Enumerable.Range(0, facts).Select(i => $"The {keys[i]} is {values[i]}."));
            var asked = impossible && random.NextInt(3) == 0 ? facts : random.NextInt(facts);
            SquadAnswer[] answers = asked == facts ? [] : [new(values[asked], context.IndexOf($"{keys[asked]} is {values[asked]}.", StringComparison.Ordinal) + keys[asked].Length + 4)];
            questions[row] = new SquadQuestion($"{seed}-{row}", $"What is the {keys[asked]}?", context, answers, IsImpossible: asked == facts);
        }

        return questions;
    }

    /// <summary>A run of seconds: two layers of width 64, small batches and rates for training from scratch.</summary>
    public static EarlyBertOptions Options(Strategy strategy = Strategy.EarlyBird, double epochs = 1)
    {
        var options = EarlyBertOptions.ForQuestionAnswering();
        options.Strategy = strategy;
        options.Scratch = "L2-H64-A2";
        options.VocabularySize = 200;
        options.MaxTokens = 48;
        options.Search.LearningRate = 3e-3;
        options.Search.RecordedMasks = 3;
        options.Train.Epochs = epochs;
        options.Train.LearningRate = 3e-3;
        options.Train.BatchSize = 8;
        options.Train.LogEvery = 5;
        return options;
    }

    public static double ExactMatch(QuestionAnswerer answerer, IReadOnlyList<SquadQuestion> questions) => answerer.Evaluate(questions)["exact_match"];
}
