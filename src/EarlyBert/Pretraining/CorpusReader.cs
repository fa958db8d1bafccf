namespace EarlyBert.Pretraining;

/// <summary>
/// Reads a corpus from plain text in UTF-8: a paragraph a line, and a blank line (and a file's end) between documents. Files may be
/// packed: <c>.gz</c> and <c>.xz</c>, told by the end of the name. Files are streamed, so a corpus may be larger than the memory.
/// </summary>
public static class CorpusReader
{
    /// <summary>Documents of more characters are given in parts, so that no document decides how much memory is needed.</summary>
    internal const int LongestDocument = 1_000_000;

    /// <summary>The documents of the files, in order, each as its paragraphs.</summary>
    /// <param name="files">Text files, plain, <c>.gz</c> or <c>.xz</c>. A file may be named several times, and is read so often.</param>
    /// <param name="ct">Checked at every paragraph.</param>
    /// <returns>
    /// Documents as they are read, each with one paragraph at least; they can be enumerated again. A document of more than 1,000,000
    /// characters comes in several parts, cut between paragraphs; a line of more than 1,000,000 bytes is cut at a space.
    /// </returns>
    /// <exception cref="EarlyBertException">
    /// At once: a file is missing, or is a folder. While reading: a file cannot be read, is no UTF-8 (the message names the byte), or is a
    /// damaged archive; or at the end: there was no text in any file.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IEnumerable<IReadOnlyList<string>> Documents(IReadOnlyList<string> files, CancellationToken ct = default)
    {
        RequireFiles(files);
        return ReadDocuments(files, ct);
    }

    /// <summary>The paragraphs of the files, in order; for <see cref="Text.VocabularyTrainer"/>, to which documents mean nothing.</summary>
    /// <param name="files">As in <see cref="Documents"/>.</param>
    /// <param name="ct">Checked at every paragraph.</param>
    /// <returns>Paragraphs as they are read, none of them blank.</returns>
    /// <exception cref="EarlyBertException">As in <see cref="Documents"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IEnumerable<string> Lines(IReadOnlyList<string> files, CancellationToken ct = default) => Documents(files, ct).SelectMany(document => document);

    private static void RequireFiles(IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0)
            throw new EarlyBertException("No text file is named; name at least one, plain, .gz or .xz.");
        foreach (var file in files)
        {
            ArgumentException.ThrowIfNullOrEmpty(file, nameof(files));
            if (!File.Exists(file))
                throw new EarlyBertException(Directory.Exists(file) ? $"'{file}' is a folder; name the text files in it." : $"There is no text file '{file}'; check the path.");
        }
    }

    private static IEnumerable<IReadOnlyList<string>> ReadDocuments(IReadOnlyList<string> files, CancellationToken ct)
    {
        var empty = true;
        foreach (var file in files)
        {
            foreach (var document in ReadDocuments(file, ct))
            {
                empty = false;
                yield return document;
            }
        }

        if (empty)
            throw new EarlyBertException($"The corpus is empty: there is no text in {string.Join(", ", files.Distinct().Take(3).Select(file => $"'{file}'"))}{(files.Distinct().Count() > 3 ? ", ..." : "")}; name files with a paragraph a line.");
    }

    private static IEnumerable<IReadOnlyList<string>> ReadDocuments(string file, CancellationToken ct)
    {
        using var reader = new Utf8LineReader(file);
        var paragraphs = new List<string>();
        var characters = 0;
        while (reader.ReadLine() is { } line)
        {
            ct.ThrowIfCancellationRequested();
            var blank = string.IsNullOrWhiteSpace(line);
            if (paragraphs.Count > 0 && (blank || characters + line.Length > LongestDocument))
            {
                yield return paragraphs;
                (paragraphs, characters) = ([], 0);
            }

            if (blank)
                continue;
            paragraphs.Add(line);
            characters += line.Length;
        }

        if (paragraphs.Count > 0)
            yield return paragraphs;
    }
}
