using System.Text;

namespace EarlyBert.Cli.Tests;

/// <summary>Small files of reviews that a tiny model can be trained on in a second.</summary>
internal static class ToyFiles
{
    private static readonly string[] Things = ["film", "book", "song", "play"];
    private static readonly string[] Good = ["good", "fine", "great"];
    private static readonly string[] Bad = ["bad", "poor", "awful"];

    /// <summary>Options that keep a training short.</summary>
    public static readonly string[] Quick =
        ["--scratch", "tiny", "--vocab-size", "120", "--max-tokens", "16", "--batch-size", "8", "--epochs", "1", "--draw-at", "0.5", "--lr", "1e-3", "--search-lr", "1e-3", "--threads", "1"];

    /// <summary>A table with a header: text and label, or two texts and a label.</summary>
    public static string Table(int rows, bool pairs = false, bool header = true, char separator = '\t')
    {
        var text = new StringBuilder();
        if (header)
            text.Append(pairs ? $"first{separator}second{separator}verdict\n" : $"review{separator}verdict\n");
        for (var row = 0; row < rows; row++)
        {
            var good = row % 2 == 0;
            var word = (good ? Good : Bad)[row / 2 % 3];
            var thing = Things[row / 3 % 4];
            var first = $"the {thing} number {row} was {word}";
            text.Append(pairs ? $"{first}{separator}it was {word}{separator}" : $"{first}{separator}").Append(good ? "yes" : "no").Append('\n');
        }

        return text.ToString();
    }
}
