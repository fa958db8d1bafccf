namespace EarlyBert.Tests.Weights;

/// <summary>Damages valid files at random, the same way for the same seed: the readers must refuse or read them, nothing else.</summary>
internal static class Mutations
{
    private static readonly byte[] Telling = "{}[]\",:0123456789-.eE \\\0\xff"u8.ToArray();

    /// <summary>Damaged copies, one to four faults each.</summary>
    public static IEnumerable<byte[]> Of(byte[] valid, int count, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var bytes = new List<byte>(valid);
            for (var faults = random.Next(1, 5); faults > 0 && bytes.Count > 0; faults--)
                Damage(bytes, random);
            yield return bytes.ToArray();
        }
    }

    private static void Damage(List<byte> bytes, Random random)
    {
        var place = random.Next(bytes.Count);
        switch (random.Next(8))
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[place] = (byte)random.Next(256);
                break;
            case 2 or 3:
                bytes[place] = Telling[random.Next(Telling.Length)];
                break;
            case 4:
                bytes.Insert(place, Telling[random.Next(Telling.Length)]);
                break;
            case 5:
                bytes.RemoveAt(place);
                break;
            case 6:
                bytes.RemoveRange(place, random.Next(2) == 0 ? bytes.Count - place : Math.Min(random.Next(20), bytes.Count - place));
                break;
            default:
                bytes.InsertRange(place, bytes.GetRange(place, Math.Min(random.Next(60), bytes.Count - place)));
                break;
        }
    }
}
