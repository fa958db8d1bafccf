using EarlyBert.Pretraining;

namespace EarlyBert.Tests.Pretraining;

/// <summary>Texts for the tests of this folder.</summary>
internal static class Corpora
{
    /// <summary>Documents of made-up sentences: of one to three paragraphs with up to five sentences of up to forty letters.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> MakeUp(int documents, int seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, documents).Select(_ => Enumerable.Range(0, 1 + random.NextInt(3)).Select(_ => Paragraph(random)).ToArray())];
    }

    /// <summary>The first documents of a real corpus from <c>shared/data</c>; the test is skipped without.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Wikipedia(int documents)
    {
        const string file = "wikipedia-en/enwiki-sample.txt.xz";
        var path = SharedData.TryFind(file);
        Skip.If(path is null, $"shared/data/{file} is not there");
        return CorpusReader.Documents([path!]).Take(documents).ToArray();
    }

    private static string Paragraph(SeededRandom random) => string.Join(' ', Enumerable.Range(0, 1 + random.NextInt(5)).Select(_ => Sentence(random)));

    private static string Sentence(SeededRandom random) =>
        (char)('A' + random.NextInt(26)) + string.Concat(Enumerable.Range(0, 2 + random.NextInt(38)).Select(_ => random.NextInt(6) == 0 ? ' ' : (char)('a' + random.NextInt(26)))).TrimEnd() + ".";
}
