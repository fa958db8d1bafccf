namespace EarlyBert.Pretraining;

/// <summary>
/// The order of examples, epoch after epoch, as a function of the position alone: a permutation by a small cipher (four Feistel rounds,
/// numbers beyond the count walked on until they fall inside), another one each epoch. It takes no memory however many examples
/// there are, and any position can be asked for at once, which is what resuming needs.
/// </summary>
/// <param name="count">Examples.</param>
/// <param name="seed">The run's seed.</param>
internal sealed class ExampleOrder(long count, long seed)
{
    private readonly int _halfBits = Math.Max(1, (65 - System.Numerics.BitOperations.LeadingZeroCount((ulong)Math.Max(1, count - 1))) / 2);

    /// <summary>The example at a position; positions run on over the epochs.</summary>
    public long At(long position)
    {
        var (epoch, place) = Math.DivRem(position, count);
        var key = SeededRandom.Mix((ulong)seed ^ SeededRandom.Mix((ulong)epoch + 1));
        var value = (ulong)place;
        do
            value = Encrypt(value, key);
        while (value >= (ulong)count);
        return (long)value;
    }

    private ulong Encrypt(ulong value, ulong key)
    {
        var mask = (1UL << _halfBits) - 1;
        var (left, right) = (value >> _halfBits, value & mask);
        for (var round = 0UL; round < 4; round++)
            (left, right) = (right, left ^ (SeededRandom.Mix(right ^ key ^ (round << 60)) & mask));
        return (left << _halfBits) | right;
    }
}
