using static TorchSharp.torch;

namespace EarlyBert.Tests.Weights.PyTorch;

/// <summary>A tensor as a file describes it, true or not.</summary>
internal sealed record SavedTensor(string Name, string Key, string StorageType, byte[] Storage, long Elements, long[] Shape, long[] Strides, long Offset = 0, bool IsParameter = false)
{
    /// <summary>A whole tensor with a storage of its own.</summary>
    public static SavedTensor Of(string name, string key, Tensor tensor)
    {
        var strides = new long[tensor.shape.Length];
        for (var (i, stride) = (strides.Length - 1, 1L); i >= 0; stride *= tensor.shape[i--])
            strides[i] = stride;
        var type = EarlyBert.Weights.PyTorch.StorageType.All.Single(type => type.Type == tensor.dtype).Name;
        return new SavedTensor(name, key, type, tensor.numel() == 0 ? [] : tensor.bytes.ToArray(), tensor.numel(), tensor.shape, strides);
    }

    public static SavedTensor Of(string name, string key, params float[] values) => Of(name, key, tensor(values));
}
