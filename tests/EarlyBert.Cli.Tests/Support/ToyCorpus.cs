using System.Text;

namespace EarlyBert.Cli.Tests;

/// <summary>Plain text in documents, for the commands that read a corpus.</summary>
internal static class ToyCorpus
{
    private static readonly string[] Animals = ["ant", "bee", "cat", "dog", "elk", "fox", "gnu", "hen"];
    private static readonly string[] Verbs = ["met", "saw", "chased", "fed", "left"];

    /// <summary>Documents of two paragraphs with three sentences each.</summary>
    public static string Text(int documents)
    {
        var text = new StringBuilder();
        for (var i = 0; i < documents * 6; i++)
        {
            text.Append($"The {Animals[i % 8]} {Verbs[i / 8 % 5]} the {Animals[i / 3 % 8]} of house {i}.");
            text.Append(i % 6 == 5 ? "\n\n" : i % 3 == 2 ? "\n" : " ");
        }

        return text.ToString();
    }
}
