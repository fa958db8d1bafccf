using System.Text.Json;

namespace EarlyBert.Cli.Tests;

/// <summary>Small files in SQuAD's form: facts "The KEY is VALUE.", and questions after a key's value.</summary>
internal static class ToySquad
{
    private static readonly string[] Keys = ["color", "size", "name", "place"];
    private static readonly string[] Values = ["red", "blue", "big", "small", "Anna", "Rome"];

    /// <summary>A file of one article.</summary>
    /// <param name="paragraphs">Paragraphs, of one question each.</param>
    /// <param name="impossible">Every third question asks for what its paragraph does not say.</param>
    /// <param name="misplaced">So many of the first answers are not at their place.</param>
    public static string Json(int paragraphs, bool impossible = false, int misplaced = 0) => JsonSerializer.Serialize(new
    {
        version = impossible ? "v2.0" : "1.1",
        data = new[] { new { title = "Toys", paragraphs = Enumerable.Range(0, paragraphs).Select(number => Paragraph(number, impossible && number % 3 == 2, number < misplaced)) } },
    });

    private static object Paragraph(int number, bool impossible, bool misplaced)
    {
        var (key, value, other) = (Keys[number % 4], Values[number % 6], Keys[(number + 1) % 4]);
        var context = $"The {key} is {value}.";
        return new
        {
            context,
            qas = new[]
            {
                new
                {
                    id = $"q{number}",
                    question = $"What is the {(impossible ? other : key)}?",
                    is_impossible = impossible,
                    answers = impossible ? [] : new[] { new { text = value, answer_start = context.IndexOf(value, StringComparison.Ordinal) + (misplaced ? 1 : 0) } },
                },
            },
        };
    }
}
