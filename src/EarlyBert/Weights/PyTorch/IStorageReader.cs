using static TorchSharp.torch;

namespace EarlyBert.Weights.PyTorch;

/// <summary>An archive in one of PyTorch's formats, its pickle read and its lengths checked.</summary>
internal interface IStorageReader : IDisposable
{
    /// <summary>The object that was saved.</summary>
    object? Root { get; }

    /// <summary>Reads the numbers of a storage that has some, as a tensor (N,) on the CPU.</summary>
    Tensor Read(Storage storage);
}
