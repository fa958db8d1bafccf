using System.Numerics;
using EarlyBert.Text;

namespace EarlyBert.Pretraining;

/// <summary>
/// Makes next-sentence examples of documents, after create_instances_from_document of google-research/bert. Sentences are taken until they
/// fill an example. A random number of the first ones is its first segment. The second is the rest, or half the time sentences of another
/// document; the rest is then put back. What does not fit is cut from the front or the back of the longer segment, piece by piece at random.
/// Nothing is masked here: masks are drawn anew whenever an example is used.
/// </summary>
/// <remarks>
/// Unlike there, the shorter length is drawn for each example, not for each document.
/// A last sentence that stands alone cannot be split, so its second segment is always another document's, and a little less than half of all
/// examples are of text that follows.
/// </remarks>
internal sealed class PairMaker(Vocabulary vocabulary, int maxTokens, double shortShare)
{
    /// <summary>Pieces of an example besides <c>[CLS]</c> and both <c>[SEP]</c>.</summary>
    private readonly int _room = Room(maxTokens);

    /// <summary>Pieces that fit into an example besides <c>[CLS]</c> and both <c>[SEP]</c>.</summary>
    public static int Room(int maxTokens) => maxTokens - 3;

    /// <summary>Makes all examples of a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="others">
    /// Documents that other sentences come from; it may be among them. If there is no other one, they come from another place of the document
    /// itself; if it has no other place either, they are the sentences that follow, and a lone sentence makes no example.
    /// </param>
    /// <param name="random">The document's own random numbers.</param>
    /// <param name="examples">Receives the examples.</param>
    public void Make(DocumentPieces document, IReadOnlyList<DocumentPieces> others, SeededRandom random, ExampleBuffer examples)
    {
        for (int start = 0, end; start < document.Sentences; start = end)
        {
            var target = random.NextDouble() < shortShare ? 2 + random.NextInt(_room - 1) : _room;
            end = start + 1;
            while (end < document.Sentences && document.Starts[end] - document.Starts[start] < target)
                end++;
            var alone = end - start == 1;
            var firstEnd = alone ? end : start + 1 + random.NextInt(end - start - 1);
            var first = document.Pieces(start, firstEnd);
            if (alone || random.NextInt(2) == 0)
            {
                var second = PickOther(document, start, end, others, target - first.Length, random);
                if (!second.IsEmpty)
                {
                    Add(first, second, isNext: false, random, examples);
                    end = firstEnd;
                    continue;
                }
            }

            if (!alone)
                Add(first, document.Pieces(firstEnd, end), isNext: true, random, examples);
        }
    }

    /// <summary>Sentences of a random other document from a random place on, as many as needed to reach a length; empty: there is no other place.</summary>
    private static ReadOnlySpan<int> PickOther(DocumentPieces document, int start, int end, IReadOnlyList<DocumentPieces> others, int length, SeededRandom random)
    {
        var own = IndexOf(document, others);
        var count = others.Count - (own >= 0 ? 1 : 0);
        if (count == 0)
            return PickElsewhere(document, start, end, length, random);
        var index = random.NextInt(count);
        var other = others[own >= 0 && index >= own ? index + 1 : index];
        return Take(other, random.NextInt(other.Sentences), other.Sentences, length);
    }

    /// <summary>The same from the document itself: neither the sentences of the example nor the one that follows them.</summary>
    private static ReadOnlySpan<int> PickElsewhere(DocumentPieces document, int start, int end, int length, SeededRandom random)
    {
        var after = Math.Min(end + 1, document.Sentences);
        var places = document.Sentences - (after - start);
        if (places == 0)
            return default;
        var place = random.NextInt(places);
        return place < start ? Take(document, place, start, length) : Take(document, place + (after - start), document.Sentences, length);
    }

    private static ReadOnlySpan<int> Take(DocumentPieces document, int from, int last, int length)
    {
        var to = from + 1;
        while (to < last && document.Starts[to] - document.Starts[from] < length)
            to++;
        return document.Pieces(from, to);
    }

    /// <summary>Documents are in the order of their numbers.</summary>
    private static int IndexOf(DocumentPieces document, IReadOnlyList<DocumentPieces> documents)
    {
        int low = 0, high = documents.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = documents[middle].Number.CompareTo(document.Number);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return -1;
    }

    private void Add(ReadOnlySpan<int> first, ReadOnlySpan<int> second, bool isNext, SeededRandom random, ExampleBuffer examples)
    {
        var (keptFirst, keptSecond) = SentenceEncoder.CutLongestFirst(first.Length, second.Length, _room);
        examples.Add(Cut(first, keptFirst, random), Cut(second, keptSecond, random), isNext, vocabulary.ClassificationId, vocabulary.SeparatorId);
    }

    /// <summary>Drops pieces, each from the front or the back with equal chance.</summary>
    private static ReadOnlySpan<int> Cut(ReadOnlySpan<int> pieces, int kept, SeededRandom random)
    {
        var front = 0;
        for (var left = pieces.Length - kept; left > 0; left -= 64)
            front += BitOperations.PopCount(random.NextUInt64() >> (64 - Math.Min(left, 64))); // a bit a coin
        return pieces.Slice(front, kept);
    }
}
