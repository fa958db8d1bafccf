using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor: a handle of a native one, with a life of its own. The native tensor lives while any handle or graph needs it.</summary>
    public partial class Tensor : IDisposable
    {
        private nint handle;

        internal Tensor(nint handle)
        {
            this.handle = handle;
            OwningScope = DisposeScopeManager.OfThread.Register(this);
        }

        /// <summary>A second handle of a native tensor that no scope knows.</summary>
        private Tensor(Tensor other)
        {
            handle = Native.earlybert_share(other.Handle);
            GC.KeepAlive(other);
        }

        ~Tensor() => Dispose(false);

        internal DisposeScope? OwningScope { get; set; }

        public IntPtr Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => handle == 0;

        /// <summary>0 after disposal.</summary>
        internal nint HandleOrZero => handle;

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (disposing) OwningScope?.MarkAsDisposed(this);
            var mine = Interlocked.Exchange(ref handle, 0);
            if (mine != 0) Native.earlybert_release(mine);
        }

        internal static Tensor Unscoped(Tensor other) => new(other);

        /// <summary>Gives the native tensor away; this object is empty afterwards.</summary>
        internal nint TakeHandle()
        {
            var taken = Handle;
            handle = 0;
            return taken;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningScope is null) other?.Attach(this);
            else OwningScope.MoveToOther(other, this);
            return this;
        }

        public long Dimensions => Native.earlybert_dim(Handle);

        public long ndim => Dimensions;

        public long dim() => Dimensions;

        public long NumberOfElements => Native.earlybert_numel(Handle);

        public long numel() => NumberOfElements;

        public long ElementSize => Native.earlybert_element_size(Handle);

        public long element_size() => ElementSize;

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Native.earlybert_dim(Handle)];
                fixed (long* memory = sizes) Native.earlybert_sizes(Handle, memory);
                return sizes;
            }
        }

        public long[] size() => shape;

        public long size(int dim) => shape[Index(dim)];

        public unsafe long[] stride()
        {
            var strides = new long[Native.earlybert_dim(Handle)];
            fixed (long* memory = strides) Native.earlybert_strides(Handle, memory);
            return strides;
        }

        public long stride(int dim) => stride()[Index(dim)];

        public long storage_offset() => Native.earlybert_storage_offset(Handle);

        public ScalarType dtype => (ScalarType)Native.earlybert_dtype(Handle);

        public Device device => new(device_type, device_index);

        public DeviceType device_type => (DeviceType)Native.earlybert_device_type(Handle);

        public int device_index => Native.earlybert_device_index(Handle);

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public bool is_contiguous() => Native.earlybert_is_contiguous(Handle) != 0;

        private long Index(int dim)
        {
            var rank = ndim;
            if (dim < -rank || dim >= rank) throw new ExternalException($"Dimension out of range (expected to be in range of [{-rank}, {rank - 1}], but got {dim})");
            return dim < 0 ? dim + rank : dim;
        }

        public override bool Equals(object? obj) => base.Equals(obj);

        public override int GetHashCode() => base.GetHashCode();
    }
}
