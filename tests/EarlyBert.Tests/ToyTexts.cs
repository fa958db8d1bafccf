namespace EarlyBert.Tests;

/// <summary>A small made-up task that a tiny model learns in seconds: is the second animal named in the text the larger one?</summary>
internal static class ToyTexts
{
    private static readonly string[] Animals = ["ant", "bee", "mouse", "cat", "fox", "wolf", "horse", "whale"];
    private static readonly string[] Fillers = ["today", "near the river", "in the morning", "without a word", "again", "as always"];

    public static IReadOnlyList<string> Labels { get; } = ["shrinks", "grows"];

    public static LabelledTexts Make(int rows, int seed)
    {
        var random = new SeededRandom(seed);
        var texts = new string[rows];
        var labels = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            var first = random.NextInt(Animals.Length);
            var second = (first + 1 + random.NextInt(Animals.Length - 1)) % Animals.Length;
            var filler = Fillers[random.NextInt(Fillers.Length)];
            texts[row] = random.NextInt(2) == 0
                ? $"the {Animals[first]} met the {Animals[second]} {filler}"
                : $"{filler} the {Animals[first]} saw how the {Animals[second]} ran away";
            labels[row] = second > first ? 1 : 0;
        }

        return new LabelledTexts(texts, null, labels);
    }

    /// <summary>A run of seconds: two layers of width 128, rates for training from scratch.</summary>
    public static EarlyBertOptions Options(Strategy strategy = Strategy.EarlyBird) => new()
    {
        Strategy = strategy,
        Scratch = "tiny",
        VocabularySize = 200,
        MaxTokens = 32,
        Search = { LearningRate = 1e-3 },
        Train = { Epochs = 2, LearningRate = 1e-3, LogEvery = 5 },
    };
}
