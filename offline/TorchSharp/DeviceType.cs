namespace TorchSharp;

/// <summary>Where a tensor's memory is.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    META = 14,
}
