using System.Collections;

namespace TorchSharp.Utils;

/// <summary>The elements of a tensor on the CPU, in the order of its dimensions whatever its strides.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly Tensor tensor;
    private readonly T* data;
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly bool contiguous;

    internal TensorAccessor(Tensor tensor)
    {
        this.tensor = tensor;
        (shape, strides, contiguous) = (tensor.shape, tensor.stride(), tensor.is_contiguous());
        data = (T*)tensor.Address;
    }

    public long Count => tensor.numel();

    public bool IsReadOnly => false;

    /// <summary>With one index, the n-th element (which only vectors let be written); otherwise one index a dimension.</summary>
    public T this[params long[] indices]
    {
        get => indices.Length == 1 && shape.Length != 1 ? At(indices[0]) : data[Offset(indices)];
        set => data[Offset(indices)] = value;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        CheckStart(tensorIndex);
        if (contiguous)
        {
            var count = (int)Math.Min(array.Length - arrayIndex, Count - tensorIndex);
            new Span<T>(data + tensorIndex, count).CopyTo(array[arrayIndex..]);
            return;
        }
        for (var (i, n) = (tensorIndex, arrayIndex); i < Count && n < array.Length; i++, n++) array[n] = At(i);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        CheckStart(tensorIndex);
        for (var (i, n) = (tensorIndex, arrayIndex); i < Count && n < array.Length; i++, n++) data[Offset(i)] = array[n];
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        if (shape.Length > 1 || array.Length > 0) CopyTo(array);
        return array;
    }

    public Array ToNDArray()
    {
        if (shape.Length == 0) throw new NotSupportedException("a scalar has no array");
        var array = Array.CreateInstance(typeof(T), shape);
        var indices = new long[shape.Length];
        for (long i = 0; i < Count; i++)
        {
            for (var (d, rest) = (shape.Length - 1, i); d >= 0; rest /= shape[d], d--) indices[d] = rest % shape[d];
            array.SetValue(At(i), indices);
        }
        return array;
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++) yield return At(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Does nothing: the accessor owns nothing.</summary>
    public void Dispose()
    {
    }

    internal T At(long i)
    {
        if (i < 0 || i >= Count) throw new IndexOutOfRangeException();
        return data[contiguous ? i : Offset(i)];
    }

    /// <summary>An empty tensor has no first element to start from.</summary>
    private void CheckStart(long index)
    {
        if (tensor.IsInvalid) throw new ObjectDisposedException(nameof(Tensor));
        if (index < 0 || index >= Count) throw new ArgumentOutOfRangeException("startingIndex");
    }

    private long Offset(long i)
    {
        long offset = 0;
        for (var d = shape.Length - 1; d >= 0; i /= shape[d], d--) offset += i % shape[d] * strides[d];
        return offset;
    }

    private long Offset(long[] indices)
    {
        if (indices.Length != shape.Length || tensor.IsInvalid) throw new IndexOutOfRangeException();
        long offset = 0;
        for (var d = 0; d < indices.Length; d++)
        {
            if (indices[d] < 0 || indices[d] >= shape[d]) throw new IndexOutOfRangeException();
            offset += indices[d] * strides[d];
        }
        return offset;
    }
}
