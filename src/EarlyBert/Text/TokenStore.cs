using System.Runtime.InteropServices;

namespace EarlyBert.Text;

/// <summary>
/// A whole data set as model inputs: tokenised once, in parallel, and kept as plain ids (4 bytes each, 4 more a row and segment). Immutable and thread-safe.
/// </summary>
public sealed class TokenStore
{
    /// <summary>Rows are tokenised and kept in blocks of this many: the unit of parallel work, and no array grows with the data set.</summary>
    private const int RowsPerBlock = 1024;

    /// <summary>Inputs one after the other; row r runs from <c>Starts[r]</c> to <c>Starts[r + 1]</c>.</summary>
    private sealed record Block(int[] Ids, int[] Starts, int[] FirstSegmentLengths, int TruncatedRows);

    /// <summary>Adds the ids of a row to a list and returns the length of its first segment.</summary>
    internal delegate int RowWriter(List<int> ids, int row, out bool truncated);

    private readonly Block[] _blocks;

    private TokenStore(Block[] blocks, int count, bool hasPairs)
    {
        _blocks = blocks;
        Count = count;
        HasPairs = hasPairs;
        TokenCount = blocks.Sum(block => (long)block.Ids.Length);
        TruncatedRows = blocks.Sum(block => block.TruncatedRows);
        for (var row = 0; row < count; row++)
            LongestRow = Math.Max(LongestRow, Length(row));
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Ids in all rows, special tokens included.</summary>
    public long TokenCount { get; }

    /// <summary>Ids in the longest row; 0 without rows.</summary>
    public int LongestRow { get; }

    /// <summary>Rows that were cut to <see cref="SentenceEncoder.MaxTokens"/>, or whose question was.</summary>
    public int TruncatedRows { get; }

    /// <summary>The rows are pairs of texts.</summary>
    public bool HasPairs { get; }

    /// <summary>Tokenises every row.</summary>
    /// <param name="encoder">Makes the inputs.</param>
    /// <param name="texts">First texts; read from several threads at once.</param>
    /// <param name="pairs">Second texts, as many as first ones; null: single texts.</param>
    /// <param name="ct">Checked at every block of rows.</param>
    /// <exception cref="EarlyBertException">A row has no text, or there are more or fewer second texts than first ones.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static TokenStore Build(SentenceEncoder encoder, IReadOnlyList<string> texts, IReadOnlyList<string>? pairs = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        RequireRows(texts, pairs);
        return Build(texts.Count, pairs is not null, (List<int> ids, int row, out bool truncated) =>
        {
            var firstSegmentLength = encoder.Append(ids, texts[row], pairs?[row], out var dropped);
            truncated = dropped > 0;
            return firstSegmentLength;
        }, ct);
    }

    /// <summary>Makes every row, in parallel.</summary>
    internal static TokenStore Build(int count, bool hasPairs, RowWriter write, CancellationToken ct)
    {
        var blocks = new Block[(count + RowsPerBlock - 1) / RowsPerBlock];
        Parallel.For(0, blocks.Length, new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = Environment.ProcessorCount }, index =>
        {
            var from = index * RowsPerBlock;
            blocks[index] = BuildBlock(write, from, Math.Min(RowsPerBlock, count - from));
        });
        return new TokenStore(blocks, count, hasPairs);
    }

    /// <summary>Ids in a row.</summary>
    public int Length(int i)
    {
        var block = BlockOf(i, out var row);
        return block.Starts[row + 1] - block.Starts[row];
    }

    /// <summary>The ids of a row: <c>[CLS] a [SEP]</c> or <c>[CLS] a [SEP] b [SEP]</c>, without padding.</summary>
    public ReadOnlySpan<int> Ids(int i)
    {
        var block = BlockOf(i, out var row);
        return block.Ids.AsSpan(block.Starts[row]..block.Starts[row + 1]);
    }

    /// <summary>Ids in the first segment of a row, <c>[CLS] a [SEP]</c>.</summary>
    public int FirstSegmentLength(int i)
    {
        var block = BlockOf(i, out var row);
        return block.FirstSegmentLengths[row];
    }

    /// <summary>Every id that occurs, once, in ascending order.</summary>
    public int[] DistinctIds()
    {
        var seen = new HashSet<int>();
        foreach (var block in _blocks)
            seen.UnionWith(block.Ids);
        return seen.Order().ToArray();
    }

    private static Block BuildBlock(RowWriter write, int from, int rows)
    {
        var ids = new List<int>();
        var starts = new int[rows + 1];
        var firstSegmentLengths = new int[rows];
        var truncated = 0;
        for (var row = 0; row < rows; row++)
        {
            firstSegmentLengths[row] = write(ids, from + row, out var wasCut);
            starts[row + 1] = ids.Count;
            truncated += wasCut ? 1 : 0;
        }

        return new Block(CollectionsMarshal.AsSpan(ids).ToArray(), starts, firstSegmentLengths, truncated);
    }

    /// <summary>Throws where a row has no text, or no second one.</summary>
    internal static void RequireRows(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (pairs is not null && pairs.Count != texts.Count)
            throw new EarlyBertException($"There are {texts.Count} first texts but {pairs.Count} second ones; give one second text for each first one, or none at all.");
        RequireTexts(texts, "text");
        if (pairs is not null)
            RequireTexts(pairs, "second text");
    }

    /// <summary>Throws where a row has no text.</summary>
    internal static void RequireTexts(IReadOnlyList<string> texts, string what)
    {
        for (var row = 0; row < texts.Count; row++)
        {
            if (texts[row] is null)
                throw new EarlyBertException($"Row {row} has no {what} (null); give an empty string for an empty text, or leave the row out.");
        }
    }

    private Block BlockOf(int i, out int row)
    {
        if ((uint)i >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(i), i, $"Rows run from 0 to {Count - 1}.");
        row = i % RowsPerBlock;
        return _blocks[i / RowsPerBlock];
    }
}
