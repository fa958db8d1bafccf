using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;

namespace TorchSharp;

/// <summary>
/// Calls operators of libtorch by name: <c>Op.Call("add.Tensor", a, b)</c> is <c>aten::add</c>, overload <c>Tensor</c>.
/// Arguments that are left out take the defaults of the operator's schema.
/// </summary>
internal static unsafe class Op
{
    private const int StackWords = 64;

    private static readonly ConcurrentDictionary<string, nint> Handles = new();

    /// <summary>The one tensor that the operator returns.</summary>
    internal static Tensor Call(string op, params ReadOnlySpan<Arg> arguments)
    {
        Run(op, arguments, keep: true, out var results, out _);
        return new Tensor(results[0].Pointer);
    }

    /// <summary>Calls an in-place operator and returns its first argument itself, as the real package does.</summary>
    internal static Tensor InPlace(string op, params ReadOnlySpan<Arg> arguments)
    {
        Run(op, arguments, keep: false, out _, out _);
        return (Tensor)arguments[0].Reference!;
    }

    /// <summary>Two tensors.</summary>
    internal static (Tensor, Tensor) Pair(string op, params ReadOnlySpan<Arg> arguments)
    {
        Run(op, arguments, keep: true, out var results, out _);
        var (first, second) = (results[0].Pointer, results[1].Pointer);
        return (new Tensor(first), new Tensor(second));
    }

    /// <summary>A list of tensors.</summary>
    internal static Tensor[] Many(string op, params ReadOnlySpan<Arg> arguments)
    {
        Run(op, arguments, keep: true, out var results, out var count);
        var tensors = new Tensor[count];
        for (var i = 0; i < count; i++) tensors[i] = new Tensor(results[i].Pointer);
        return tensors;
    }

    /// <summary>A number or a truth value.</summary>
    internal static Value Plain(string op, params ReadOnlySpan<Arg> arguments)
    {
        Run(op, arguments, keep: true, out var results, out _);
        return results[0];
    }

    /// <summary>Whether this libtorch has the operator.</summary>
    internal static bool Exists(string op) => Find(op) != 0;

    private static nint Find(string op) => Handles.GetOrAdd(op, static name =>
    {
        var dot = name.IndexOf('.');
        return dot < 0 ? Native.earlybert_operator("aten::" + name, "") : Native.earlybert_operator("aten::" + name[..dot], name[(dot + 1)..]);
    });

    [SkipLocalsInit]
    private static void Run(string op, ReadOnlySpan<Arg> arguments, bool keep, out Value* results, out int count)
    {
        var handle = Find(op);
        if (handle == 0) throw new NotSupportedException($"libtorch {Native.Version} has no operator aten::{op}.");

        var words = 0;
        foreach (ref readonly var argument in arguments) words += Words(argument);
        var scratch = words <= StackWords ? stackalloc long[StackWords] : new long[words];
        var values = stackalloc Value[arguments.Length];
        fixed (long* memory = scratch)
        {
            var next = memory;
            for (var i = 0; i < arguments.Length; i++) values[i] = Convert(arguments[i], ref next);
            Value* found;
            int foundCount;
            var status = Native.earlybert_call(handle, values, arguments.Length, keep ? 1 : 0, &found, &foundCount);
            foreach (ref readonly var argument in arguments) GC.KeepAlive(argument.Reference);
            Native.Check(status);
            results = found;
            count = foundCount;
        }
    }

    /// <summary>How many words of scratch memory an argument's list or text takes.</summary>
    private static int Words(in Arg argument) => argument.Tag switch
    {
        Tag.Ints => ((long[])argument.Reference!).Length,
        Tag.Tensors or Tag.OptionalTensors => ((Tensor?[])argument.Reference!).Length,
        Tag.String => (Encoding.UTF8.GetByteCount((string)argument.Reference!) / sizeof(long)) + 1,
        _ => 0,
    };

    private static Value Convert(in Arg argument, ref long* next)
    {
        var value = new Value { Tag = argument.Tag, Integer = argument.Bits };
        switch (argument.Tag)
        {
            case Tag.Tensor:
                value.Pointer = ((Tensor)argument.Reference!).Handle;
                break;
            case Tag.Ints:
                var numbers = (long[])argument.Reference!;
                (value.Count, value.Pointer) = (numbers.Length, (nint)next);
                foreach (var number in numbers) *next++ = number;
                break;
            case Tag.Tensors or Tag.OptionalTensors:
                var tensors = (Tensor?[])argument.Reference!;
                (value.Count, value.Pointer) = (tensors.Length, (nint)next);
                foreach (var tensor in tensors) *next++ = tensor is null && argument.Tag == Tag.OptionalTensors ? 0 : tensor!.Handle;
                break;
            case Tag.String:
                var text = (string)argument.Reference!;
                var length = Encoding.UTF8.GetBytes(text, new Span<byte>(next, Words(argument) * sizeof(long)));
                (value.Count, value.Pointer) = (length, (nint)next);
                next += Words(argument);
                break;
            case Tag.Device:
                var device = (Device)argument.Reference!;
                (value.Count, value.Integer) = ((int)device.type, device.index);
                break;
            case Tag.Generator:
                value.Pointer = ((Generator)argument.Reference!).Handle;
                break;
        }
        return value;
    }
}
