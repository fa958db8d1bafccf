namespace TorchSharp;

/// <summary>One argument of an operator. What can be passed converts by itself; <see cref="Default"/> is the schema's default.</summary>
internal readonly struct Arg
{
    internal readonly Tag Tag;
    internal readonly long Bits;
    internal readonly object? Reference;

    private Arg(Tag tag, long bits, object? reference)
    {
        Tag = tag;
        Bits = bits;
        Reference = reference;
    }

    internal static Arg Default => default;

    internal static Arg None => new(Tag.None, 0, null);

    internal static Arg List(IEnumerable<Tensor> tensors) => new(Tag.Tensors, 0, tensors as Tensor[] ?? [.. tensors]);

    internal static Arg OptionalList(Tensor?[] tensors) => new(Tag.OptionalTensors, 0, tensors);

    public static implicit operator Arg(Tensor? value) => value is null ? None : new(Tag.Tensor, 0, value);

    public static implicit operator Arg(long value) => new(Tag.Int, value, null);

    public static implicit operator Arg(long? value) => value is null ? None : new(Tag.Int, value.Value, null);

    public static implicit operator Arg(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value), null);

    public static implicit operator Arg(double? value) => value is null ? None : value.Value;

    public static implicit operator Arg(bool value) => new(Tag.Bool, value ? 1 : 0, null);

    public static implicit operator Arg(Scalar? value) => value is null ? None : new(value.Tag, value.Bits, null);

    public static implicit operator Arg(ScalarType value) => new(Tag.Int, (long)value, null);

    public static implicit operator Arg(ScalarType? value) => value is null ? None : value.Value;

    public static implicit operator Arg(Device? value) => value is null ? None : new(Tag.Device, 0, value);

    public static implicit operator Arg(Generator? value) => value is null ? None : new(Tag.Generator, 0, value);

    public static implicit operator Arg(long[]? value) => value is null ? None : new(Tag.Ints, 0, value);

    public static implicit operator Arg(string? value) => value is null ? None : new(Tag.String, 0, value);
}
