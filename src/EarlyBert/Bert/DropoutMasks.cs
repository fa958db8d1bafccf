using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace EarlyBert.Bert;

/// <summary>
/// Dropout's random numbers. On the CPU they are drawn here, in parallel and by counter, because libtorch draws them on one
/// thread (an eighth of a training step); the same seed gives the same masks whatever the thread count.
/// </summary>
internal sealed class DropoutMasks(long seed)
{
    // A chunk is the unit of parallel work: long enough to hide the cost of handing it over.
    private const int ChunkLength = 1 << 15;

    private ulong _drawn;

    /// <summary>Masks drawn so far; with the seed it is the whole state.</summary>
    public ulong Drawn
    {
        get => _drawn;
        set => _drawn = value;
    }

    /// <summary><paramref name="x"/> with a share <paramref name="p"/> zeroed and the rest scaled by 1/(1−p).</summary>
    public Tensor Apply(Tensor x, double p) =>
        p == 0 ? x : x.device_type == TorchSharp.DeviceType.CPU ? x.mul(Draw(x.shape, p)) : nn.functional.dropout(x, p, training: true);

    /// <summary><paramref name="residual"/> + dropout(<paramref name="x"/>), in one pass.</summary>
    public Tensor ApplyAndAdd(Tensor residual, Tensor x, double p) =>
        p == 0 ? residual.add(x) : x.device_type == TorchSharp.DeviceType.CPU ? residual.addcmul(x, Draw(x.shape, p), 1) : residual.add(nn.functional.dropout(x, p, training: true));

    private Tensor Draw(long[] shape, double p)
    {
        var mask = empty(shape, dtype: ScalarType.Float32);
        var length = (int)mask.NumberOfElements;
        var call = SeededRandom.Mix((ulong)seed ^ SeededRandom.Mix(++_drawn));
        var drop = (uint)Math.Round(p * (1L << 32));
        var keep = (float)(1 / (1 - p));
        var chunks = (length + ChunkLength - 1) / ChunkLength;
        unsafe
        {
            fixed (byte* bytes = mask.bytes)
            {
                var start = (float*)bytes;
                if (chunks == 1)
                    Fill(new Span<float>(start, length), call, drop, keep);
                else
                    EarlyBertRuntime.For(chunks, chunk => Fill(
                        new Span<float>(start + (chunk * ChunkLength), Math.Min(ChunkLength, length - (chunk * ChunkLength))), SeededRandom.Mix(call + (ulong)chunk + 1), drop, keep));
            }
        }

        return mask;
    }

    /// <summary>Fills a chunk from xorshift generators, one a vector lane, each seeded by its lane.</summary>
    private static void Fill(Span<float> mask, ulong seed, uint drop, float keep)
    {
        Span<uint> lanes = stackalloc uint[2 * Vector<uint>.Count];
        for (var lane = 0; lane < lanes.Length; lane++)
            lanes[lane] = (uint)SeededRandom.Mix(seed + ((ulong)lane << 32)) | 1;
        // Vector width differs between processors; pairs of lanes are drawn so that 4- and 8-wide machines still agree on statistics, not on bits.
        var a = new Vector<uint>(lanes);
        var b = new Vector<uint>(lanes[Vector<uint>.Count..]);
        var threshold = new Vector<uint>(drop);
        var scale = new Vector<float>(keep);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(mask);
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = Vector.ConditionalSelect(Vector.AsVectorSingle(Vector.GreaterThanOrEqual(Next(ref a, ref b), threshold)), scale, Vector<float>.Zero);
        var last = Next(ref a, ref b);
        for (var i = vectors.Length * Vector<float>.Count; i < mask.Length; i++)
            mask[i] = last[i % Vector<uint>.Count] >= drop ? keep : 0;
    }

    /// <summary>Marsaglia's xorshift64 with 32-bit words (x, y): period 2^64 − 1 a lane.</summary>
    private static Vector<uint> Next(ref Vector<uint> x, ref Vector<uint> y)
    {
        var t = x ^ (x << 10);
        x = y;
        y = y ^ (y >>> 10) ^ t ^ (t >>> 13);
        return y + x;
    }
}
