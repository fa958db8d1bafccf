namespace EarlyBert;

/// <summary>
/// Random numbers that depend on the seed alone: the same on every platform and .NET version, which
/// <see cref="System.Random"/> does not promise. xoshiro256** (Blackman and Vigna, 2018), its state filled by SplitMix64.
/// Not thread-safe.
/// </summary>
internal sealed class SeededRandom
{
    private const ulong Increment = 0x9E3779B97F4A7C15;

    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Starts a sequence.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="stream">Which of the seed's independent sequences: an epoch, a purpose.</param>
    public SeededRandom(long seed, long stream = 0)
    {
        var state = unchecked((ulong)seed);
        state = SplitMix(ref state) ^ unchecked((ulong)stream);
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        var result = ulong.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = ulong.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>An integer from 0 up to and without <paramref name="bound"/>, all equally likely (Lemire, 2019).</summary>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (ulong)bound;
        var high = Math.BigMul(NextUInt64(), range, out var low);
        if (low < range)
        {
            for (var uneven = unchecked(0 - range) % range; low < uneven;)
                high = Math.BigMul(NextUInt64(), range, out low);
        }

        return (int)high;
    }

    /// <summary>A number from 0 up to and without 1, with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Puts the items in random order, all orders equally likely (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = NextInt(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>SplitMix64's step: a bijection that leaves no pattern of the number given.</summary>
    public static ulong Mix(ulong z)
    {
        unchecked
        {
            z += Increment;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        var mixed = Mix(state);
        state = unchecked(state + Increment);
        return mixed;
    }
}
