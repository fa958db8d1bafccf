using System.Numerics;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    // Reading and writing the memory of a tensor.
    public partial class Tensor
    {
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            CheckElementType<T>();
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException("Number of elements in the tensor must be 1");
            CheckElementType<T>();
            if (device_type == DeviceType.CPU) return FirstElement<T>();
            using var onCpu = cpu();
            return onCpu.FirstElement<T>();
        }

        public Scalar ToScalar()
        {
            var value = Op.Plain("item", this);
            return value.Tag switch { Tag.Int => new(value.Integer), Tag.Double => new(value.Number), _ => new Scalar(value.Integer != 0) };
        }

        public float ReadCpuSingle(long i) => data<float>().At(i);

        public double ReadCpuDouble(long i) => data<double>().At(i);

        public int ReadCpuInt32(long i) => data<int>().At(i);

        public long ReadCpuInt64(long i) => data<long>().At(i);

        /// <summary>The memory itself: writing to it changes the tensor. For contiguous tensors on the CPU.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                CheckReadable();
                var size = NumberOfElements * ElementSize;
                if (size > int.MaxValue) throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                return new Span<byte>((void*)Address, (int)size);
            }
            set
            {
                if (!is_contiguous()) throw new InvalidOperationException("SetBytes() called on non-contiguous tensor.");
                if (NumberOfElements * ElementSize != value.Length) throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(new Span<byte>((void*)Address, value.Length));
            }
        }

        public unsafe void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            CheckReadable();
            var next = (byte*)Address;
            var left = NumberOfElements * ElementSize;
            while (left > 0)
            {
                var count = (int)Math.Min(left, bufferSize);
                stream.Write(new ReadOnlySpan<byte>(next, count));
                next += count;
                left -= count;
            }
            GC.KeepAlive(this);
        }

        public unsafe void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            CheckReadable();
            var next = (byte*)Address;
            var left = NumberOfElements * ElementSize;
            while (left > 0)
            {
                var count = stream.Read(new Span<byte>(next, (int)Math.Min(left, bufferSize)));
                if (count == 0) throw new EndOfStreamException();
                next += count;
                left -= count;
            }
            GC.KeepAlive(this);
        }

        internal nint Address
        {
            get
            {
                Native.Check(Native.earlybert_data(Handle, out var address));
                return address;
            }
        }

        private unsafe T FirstElement<T>() where T : unmanaged
        {
            var value = *(T*)Address;
            GC.KeepAlive(this);
            return value;
        }

        private void CheckReadable()
        {
            if (!is_contiguous()) throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        }

        private void CheckElementType<T>()
        {
            var type = dtype;
            if (type == ScalarType.BFloat16) throw new ArgumentException($"No support for {type} in TorchSharp");
            if (ScalarTypeOf(typeof(T)) != type) throw new ArgumentException($"{typeof(T).Name} is not compatible with {type}");
        }

        internal static ScalarType? ScalarTypeOf(Type type) =>
            type == typeof(float) ? ScalarType.Float32
            : type == typeof(long) ? ScalarType.Int64
            : type == typeof(int) ? ScalarType.Int32
            : type == typeof(double) ? ScalarType.Float64
            : type == typeof(bool) ? ScalarType.Bool
            : type == typeof(byte) ? ScalarType.Byte
            : type == typeof(sbyte) ? ScalarType.Int8
            : type == typeof(short) ? ScalarType.Int16
            : type == typeof(Half) ? ScalarType.Float16
            : type == typeof(Complex) ? ScalarType.ComplexFloat64
            : null;
    }
}
