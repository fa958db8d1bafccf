using System.Buffers.Binary;

namespace EarlyBert.Tests.Weights;

/// <summary>Damages binary files at random, the same way for the same seed: bits, bytes, lengths, missing ends, pieces moved or doubled.</summary>
internal static class BinaryMutations
{
    private static readonly long[] Telling = [0, 1, -1, 2, 4, 7, 8, 127, 128, 255, 256, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, long.MaxValue, long.MinValue];

    /// <summary>Damaged copies, one to three faults each.</summary>
    /// <param name="valid">The file.</param>
    /// <param name="count">Copies.</param>
    /// <param name="seed">Of the random numbers.</param>
    /// <param name="bytes">Bytes that mean something in the format.</param>
    public static IEnumerable<byte[]> Of(byte[] valid, int count, int seed, byte[] bytes)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var mutant = (byte[])valid.Clone();
            for (var faults = random.Next(1, 4); faults > 0 && mutant.Length > 0; faults--)
                mutant = Damage(mutant, random, bytes);
            yield return mutant;
        }
    }

    private static byte[] Damage(byte[] mutant, Random random, byte[] bytes)
    {
        var place = random.Next(mutant.Length);
        var piece = mutant.AsSpan(place, random.Next(Math.Min(64, mutant.Length - place) + 1));
        switch (random.Next(9))
        {
            case 0 or 1:
                mutant[place] ^= (byte)(1 << random.Next(8));
                return mutant;
            case 2:
                mutant[place] = (byte)random.Next(256);
                return mutant;
            case 3:
                mutant[place] = bytes[random.Next(bytes.Length)];
                return mutant;
            case 4:
                OverwriteLength(mutant.AsSpan(place), random);
                return mutant;
            case 5:
                return mutant[..place];
            case 6:
                return [.. mutant.AsSpan(0, place), .. mutant.AsSpan(place + piece.Length)];
            case 7:
                return [.. mutant.AsSpan(0, place), bytes[random.Next(bytes.Length)], .. mutant.AsSpan(place)];
            default:
                var target = random.Next(mutant.Length);
                return [.. mutant.AsSpan(0, target), .. piece, .. mutant.AsSpan(target)];
        }
    }

    private static void OverwriteLength(Span<byte> bytes, Random random)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, Telling[random.Next(Telling.Length)] + random.Next(-1, 2));
        length[..Math.Min(1 << random.Next(4), bytes.Length)].CopyTo(bytes);
    }
}
