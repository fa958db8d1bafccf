using System.Runtime.InteropServices;

namespace TorchSharp;

internal enum Tag { Missing, None, Tensor, Int, Double, Bool, Ints, Tensors, OptionalTensors, String, Device, Generator, Doubles }

/// <summary>An argument or result at the border; the layout of <c>Value</c> in earlybert_torch.cpp.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct Value
{
    [FieldOffset(0)] public Tag Tag;
    [FieldOffset(4)] public int Count;
    [FieldOffset(8)] public long Integer;
    [FieldOffset(8)] public double Number;
    [FieldOffset(8)] public nint Pointer;
}
