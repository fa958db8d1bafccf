using EarlyBert.Pretraining;
using EarlyBert.Text;

namespace EarlyBert.Tests.Pretraining;

/// <summary>
/// The examples of a small corpus (one block) by the plain algorithm of create_pretraining_data.py: lists of lists, pieces dropped one by
/// one; only the coins are drawn in the order in which the product draws them.
/// </summary>
internal static class PairsAnew
{
    public sealed record Example(int[] Ids, int FirstSegmentLength, bool IsNext);

    public static (List<Example> Train, List<Example> HeldOut) Make(IReadOnlyList<IReadOnlyList<string>> documents, Vocabulary vocabulary, ExampleStoreOptions options)
    {
        var wordPiece = new WordPiece(vocabulary);
        var room = options.MaxTokens - 3;
        var pieces = documents.Select(document => document.SelectMany(paragraph => Sentences(paragraph).SelectMany(sentence => wordPiece.Encode(sentence).Chunk(room))).ToList()).ToArray();
        var lots = documents.Select((_, number) => new SeededRandom(options.Seed, -1 - number).NextDouble()).ToArray();
        var isHeldOut = lots.Select(lot => options.HeldOutShare > 0 && (lot < options.HeldOutShare || lot == lots.Min()) && lot < lots.Max()).ToArray();
        var (train, heldOut) = (new List<Example>(), new List<Example>());
        for (var number = 0; number < documents.Count; number++)
        {
            var others = Enumerable.Range(0, documents.Count).Where(other => other != number && isHeldOut[other] == isHeldOut[number]).ToArray();
            if (others.Length == 0 && isHeldOut[number])
                others = [.. Enumerable.Range(0, documents.Count).Where(other => other != number)];
            Make(pieces, number, others, room, options, vocabulary, isHeldOut[number] ? heldOut : train);
        }

        return (train, heldOut);
    }

    private static void Make(List<int[]>[] documents, int number, int[] others, int room, ExampleStoreOptions options, Vocabulary vocabulary, List<Example> examples)
    {
        var random = new SeededRandom(options.Seed, number);
        var left = new Queue<int[]>(documents[number]);
        while (left.Count > 0)
        {
            var target = room;
            if (random.NextDouble() < options.ShortShare)
                target = 2 + random.NextInt(room - 1);
            var chunk = new List<int[]> { left.Dequeue() };
            while (left.Count > 0 && chunk.Sum(sentence => sentence.Length) < target)
                chunk.Add(left.Dequeue());
            var firstSentences = chunk.Count == 1 ? 1 : 1 + random.NextInt(chunk.Count - 1);
            var first = chunk.Take(firstSentences).SelectMany(ids => ids).ToList();
            var second = chunk.Skip(firstSentences).SelectMany(ids => ids).ToList();
            var isNext = chunk.Count > 1 && random.NextInt(2) == 1;
            if (!isNext)
            {
                left = new Queue<int[]>(chunk.Skip(firstSentences).Concat(left));
                var other = documents[others[random.NextInt(others.Length)]];
                var length = target - first.Count;
                second.Clear();
                foreach (var sentence in other.Skip(random.NextInt(other.Count)))
                {
                    second.AddRange(sentence);
                    if (second.Count >= length)
                        break;
                }
            }

            Truncate(first, second, room, random);
            examples.Add(new Example(
                [vocabulary.ClassificationId, .. first, vocabulary.SeparatorId, .. second, vocabulary.SeparatorId], first.Count + 2, isNext));
        }
    }

    private static void Truncate(List<int> first, List<int> second, int room, SeededRandom random)
    {
        var (fromFirst, fromSecond) = (0, 0);
        while (first.Count - fromFirst + second.Count - fromSecond > room)
        {
            if (first.Count - fromFirst > second.Count - fromSecond)
                fromFirst++;
            else
                fromSecond++;
        }

        Drop(first, fromFirst, random);
        Drop(second, fromSecond, random);
    }

    private static void Drop(List<int> pieces, int count, SeededRandom random)
    {
        var coins = new Queue<bool>();
        for (; count > 0; count--)
        {
            if (coins.Count == 0)
            {
                // A draw gives 64 coins, from the highest bit down.
                var bits = random.NextUInt64();
                for (var bit = 63; bit >= 0; bit--)
                    coins.Enqueue((bits >> bit & 1) != 0);
            }

            pieces.RemoveAt(coins.Dequeue() ? 0 : pieces.Count - 1);
        }
    }

    private static IEnumerable<string> Sentences(string paragraph)
    {
        var places = new List<Range>();
        SentenceSplitter.Split(paragraph, places);
        return places.Select(place => paragraph[place]);
    }
}
