namespace EarlyBert.Pretraining;

/// <summary>
/// Takes documents in blocks, the unit of parallel work and of memory: up to 2,048 documents or 8 million characters, but at least two
/// documents if there are any more. While one block is worked on, the next is read.
/// </summary>
internal static class DocumentBlocks
{
    private const int MostDocuments = 2_048;
    private const int MostCharacters = 8_000_000;

    /// <summary>The blocks, in order.</summary>
    public static IEnumerable<List<IReadOnlyList<string>>> Of(IEnumerable<IReadOnlyList<string>> documents, CancellationToken ct)
    {
        using var source = documents.GetEnumerator();
        var next = Task.Run(() => Take(source, ct), CancellationToken.None);
        try
        {
            while (true)
            {
                var block = next.GetAwaiter().GetResult();
                if (block.Count == 0)
                    yield break;
                next = Task.Run(() => Take(source, ct), CancellationToken.None);
                yield return block;
            }
        }
        finally
        {
            // Whoever stops early must not close the source under the reader; what happened to it no longer matters.
            Task.WaitAny(next);
        }
    }

    private static List<IReadOnlyList<string>> Take(IEnumerator<IReadOnlyList<string>> source, CancellationToken ct)
    {
        var block = new List<IReadOnlyList<string>>();
        for (var characters = 0L; block.Count < MostDocuments && (characters < MostCharacters || block.Count < 2) && source.MoveNext();)
        {
            ct.ThrowIfCancellationRequested();
            var document = source.Current;
            if (document is null || document.Contains(null!))
                throw new EarlyBertException("A document of the corpus, or a paragraph in it, is null; leave it out, or give an empty string for an empty paragraph.");
            block.Add(document);
            characters += document.Sum(paragraph => (long)paragraph.Length);
        }

        return block;
    }
}
