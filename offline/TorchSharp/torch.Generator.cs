namespace TorchSharp;

public static partial class torch
{
    public static Generator manual_seed(long seed)
    {
        Native.Check(Native.earlybert_manual_seed(seed));
        return Generator.Default;
    }

    public static long seed()
    {
        using var generator = Generator.Default;
        return generator.seed();
    }

    public static long initial_seed()
    {
        using var generator = Generator.Default;
        return generator.initial_seed();
    }

    public static Tensor get_rng_state()
    {
        using var generator = Generator.Default;
        return generator.get_state();
    }

    /// <summary>A state of the wrong size or type throws (it ends the process of the real package).</summary>
    public static void set_rng_state(Tensor new_state)
    {
        using var generator = Generator.Default;
        generator.set_state(new_state);
    }

    /// <summary>The same by the name that Python knows.</summary>
    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        public static long seed() => torch.seed();

        public static long initial_seed() => torch.initial_seed();

        public static Tensor get_rng_state() => torch.get_rng_state();

        public static void set_rng_state(Tensor new_state) => torch.set_rng_state(new_state);
    }

    /// <summary>A source of random numbers, on the CPU whatever device it is given.</summary>
    public class Generator : IDisposable
    {
        private nint handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            Native.Check(Native.earlybert_generator((long)seed, out handle));
        }

        private Generator(nint handle) => (this.handle, device) = (handle, CPU);

        ~Generator() => Dispose(false);

        public static Generator Default
        {
            get
            {
                Native.Check(Native.earlybert_default_generator(out var handle));
                return new Generator(handle);
            }
        }

        public IntPtr Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Generator));

        public Device device { get; private set; }

        public Generator manual_seed(long seed)
        {
            Native.Check(Native.earlybert_generator_seed(Handle, seed));
            return this;
        }

        public long seed()
        {
            var seed = DateTime.UtcNow.Ticks;
            manual_seed(seed);
            return seed;
        }

        public long initial_seed() => Native.earlybert_generator_initial_seed(Handle);

        public Tensor get_state()
        {
            Native.Check(Native.earlybert_generator_state(Handle, out var state));
            return new Tensor(state);
        }

        public void set_state(Tensor value)
        {
            Native.Check(Native.earlybert_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(value);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var mine = Interlocked.Exchange(ref handle, 0);
            if (mine != 0) Native.earlybert_generator_release(mine);
        }
    }
}
