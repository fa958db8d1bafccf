using EarlyBert.Pretraining;
using EarlyBert.Text;

namespace EarlyBert.Tests.Pretraining;

public class TokenMaskingTests
{
    private static readonly Vocabulary Words = Vocabulary.FromTokens(
        [.. Vocabulary.SpecialTokens, .. Enumerable.Range(0, 200).Select(i => $"w{i}"), .. Enumerable.Range(0, 200).Select(i => $"##p{i}")]);

    [Fact]
    public void Mask_ManyInputs_ChoosesTheShareAndReplaces80To10To10()
    {
        var masking = new TokenMasking(Words, 0.15, wholeWords: false);
        var random = new SeededRandom(1);
        long chosen = 0, asMask = 0, asRandom = 0, kept = 0, pieces = 0;
        for (var round = 0; round < 2000; round++)
        {
            var (ids, original) = Input(random, 64);
            var (positions, originals) = (new List<int>(), new List<int>());
            masking.Mask(ids, random, positions, originals);

            Assert.Equal(positions, positions.Distinct().Order());
            Assert.Equal(10, positions.Count); // 15 % of 64
            foreach (var (position, was) in positions.Zip(originals))
            {
                Assert.Equal(original[position], was);
                Assert.True(was > 4, "a special token was chosen");
                asMask += ids[position] == Words.MaskId ? 1 : 0;
                kept += ids[position] == was ? 1 : 0;
                asRandom += ids[position] != Words.MaskId && ids[position] != was ? 1 : 0;
            }

            Assert.All(Enumerable.Range(0, 64).Except(positions), i => Assert.Equal(original[i], ids[i]));
            chosen += positions.Count;
            pieces += 64;
        }

        Assert.Equal(0.8, (double)asMask / chosen, 0.01);
        Assert.Equal(0.1, (double)asRandom / chosen, 0.01);
        Assert.Equal(0.1, (double)kept / chosen, 0.01);
        Assert.Equal(0.156, (double)chosen / pieces, 0.001);
    }

    [Fact]
    public void Mask_WholeWords_ChoosesAllPiecesOfAWordOrNone()
    {
        var masking = new TokenMasking(Words, 0.15, wholeWords: true);
        var random = new SeededRandom(2);
        for (var round = 0; round < 500; round++)
        {
            var (ids, original) = Input(random, 64);
            var (positions, originals) = (new List<int>(), new List<int>());
            masking.Mask(ids, random, positions, originals);

            Assert.NotEmpty(positions);
            for (var i = 1; i < 63; i++)
            {
                if (original[i] >= 205 && original[i - 1] > 4)
                    Assert.Equal(positions.Contains(i - 1), positions.Contains(i));
            }
        }
    }

    [Fact]
    public void Mask_SameSeed_MasksAlike()
    {
        var masking = new TokenMasking(Words, 0.15, wholeWords: false);
        int[] First(long stream)
        {
            var (ids, _) = Input(new SeededRandom(3), 128);
            masking.Mask(ids, new SeededRandom(7, stream), [], []);
            return ids;
        }

        Assert.Equal(First(1), First(1));
        Assert.NotEqual(First(1), First(2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(65537)]
    public void At_OneEpoch_VisitsEveryExampleOnce(int count)
    {
        var order = new ExampleOrder(count, seed: 5);
        var first = Enumerable.Range(0, count).Select(i => order.At(i)).ToArray();
        var second = Enumerable.Range(count, count).Select(i => order.At(i)).ToArray();

        Assert.Equal(Enumerable.Range(0, count).Select(i => (long)i), first.Order());
        Assert.Equal(Enumerable.Range(0, count).Select(i => (long)i), second.Order());
        if (count > 100)
        {
            Assert.NotEqual(first, second);
            Assert.True(first.Zip(first.Skip(1)).Count(pair => pair.Second == pair.First + 1) < count / 50, "neighbours stay together");
        }
    }

    private static (int[] Ids, int[] Original) Input(SeededRandom random, int length)
    {
        var ids = Enumerable.Range(0, length).Select(_ => 5 + random.NextInt(400)).ToArray();
        (ids[0], ids[length / 2], ids[^1]) = (Words.ClassificationId, Words.SeparatorId, Words.SeparatorId);
        return (ids, [.. ids]);
    }
}
