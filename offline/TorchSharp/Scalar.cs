namespace TorchSharp;

/// <summary>A number or truth value as an argument: an integer, a double or a bool, whatever it was made from.</summary>
public sealed class Scalar : IDisposable
{
    internal readonly Tag Tag;
    internal readonly long Bits;

    internal Scalar(long value) => (Tag, Bits) = (Tag.Int, value);

    internal Scalar(double value) => (Tag, Bits) = (Tag.Double, BitConverter.DoubleToInt64Bits(value));

    internal Scalar(bool value) => (Tag, Bits) = (Tag.Bool, value ? 1 : 0);

    internal double Number => Tag == Tag.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;

    public ScalarType Type => Tag switch { Tag.Int => ScalarType.Int64, Tag.Double => ScalarType.Float64, _ => ScalarType.Bool };

    public void Dispose()
    {
    }

    public static implicit operator Scalar(byte value) => new((long)value);

    public static implicit operator Scalar(sbyte value) => new((long)value);

    public static implicit operator Scalar(short value) => new((long)value);

    public static implicit operator Scalar(int value) => new((long)value);

    public static implicit operator Scalar(long value) => new(value);

    public static implicit operator Scalar(Half value) => new((double)value);

    public static implicit operator Scalar(float value) => new((double)value);

    public static implicit operator Scalar(double value) => new(value);

    public static implicit operator Scalar(bool value) => new(value);
}
