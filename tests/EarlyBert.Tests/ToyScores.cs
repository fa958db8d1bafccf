using EarlyBert.Tasks;

namespace EarlyBert.Tests;

/// <summary>A small made-up task that a tiny model learns in seconds: how large is the animal in the text, 0 to 3.5, however it is told?</summary>
internal static class ToyScores
{
    private static readonly string[] Animals = ["ant", "bee", "mouse", "cat", "fox", "wolf", "horse", "whale"];
    private static readonly string[] Fillers = ["today", "near the river", "in the morning", "without a word", "again", "as always"];

    public static ScoredTexts Make(int rows, int seed, bool pairs = false)
    {
        var random = new SeededRandom(seed);
        var (texts, seconds, scores) = (new string[rows], new string[rows], new float[rows]);
        for (var row = 0; row < rows; row++)
        {
            var animal = random.NextInt(Animals.Length);
            texts[row] = $"{Fillers[random.NextInt(Fillers.Length)]} the {Animals[animal]} ran away";
            seconds[row] = Fillers[random.NextInt(Fillers.Length)];
            scores[row] = animal / 2f;
        }

        return new ScoredTexts(texts, pairs ? seconds : null, scores);
    }
}
