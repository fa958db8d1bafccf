using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>
/// Process-wide settings of the native library: threads, and on Linux two that keep a training step from collapsing. Threads of
/// GNU's OpenMP spin while they wait, so a busy neighbour makes a step five times slower; glibc gives every large tensor back to
/// the system and asks for it again. Both are set before libtorch loads, and what glibc then holds it gives back between the stages of a
/// training; EARLYBERT_TUNE=0 leaves everything as it is.
/// </summary>
public static partial class EarlyBertRuntime
{
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;
    private const int MmapMaximum = -4;

    private static readonly bool IsTuned = OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("EARLYBERT_TUNE") != "0";

    /// <summary>Physical cores that this process may use.</summary>
    public static int PhysicalCores { get; } = CountPhysicalCores();

    private static bool _threadsChosen;

    /// <summary>Sets the CPU threads of tensor operations; 0: one a physical core (ATen's own default is one thread).</summary>
    public static void UseThreads(int threads)
    {
        _threadsChosen = true;
        var wanted = threads == 0 ? PhysicalCores : threads;
        if (get_num_threads() != wanted)
            set_num_threads(wanted);
    }

    /// <summary>Takes one thread a physical core where nobody has chosen yet: a program that only loads a model and scores.</summary>
    internal static void EnsureThreads()
    {
        if (!_threadsChosen)
            UseThreads(0);
    }

    /// <summary>
    /// <paramref name="body"/> for 0 … <paramref name="count"/> − 1, on as many threads as tensor operations have. One thread is a plain
    /// loop: a worker of the pool that waits for the next step's work spins, and takes an eighth of another core to do nothing.
    /// </summary>
    internal static void For(int count, Action<int> body) => For(count, get_num_threads(), body);

    /// <summary><paramref name="body"/> for 0 … <paramref name="count"/> − 1, on at most <paramref name="threads"/> threads.</summary>
    internal static void For(int count, int threads, Action<int> body)
    {
        if (threads > 1 && count > 1)
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, body);
            return;
        }

        for (var i = 0; i < count; i++)
            body(i);
    }

    /// <summary>The device to compute on.</summary>
    /// <param name="gpuDeviceId">CUDA device index; null: CPU.</param>
    /// <param name="fallbackToCpu">Take the CPU when the device is not there.</param>
    /// <param name="warn">Receives the warning when that happens.</param>
    /// <exception cref="EarlyBertException">The device is not there, and no fallback was asked for.</exception>
    public static Device ChooseDevice(int? gpuDeviceId, bool fallbackToCpu, Action<string>? warn = null)
    {
        if (gpuDeviceId is not { } id)
            return CPU;
        if (cuda.is_available() && id < cuda.device_count())
            return device($"cuda:{id}");
        var fault = cuda.is_available() ? $"there are only {cuda.device_count()} CUDA devices" : "this build of libtorch sees no CUDA device";
        if (!fallbackToCpu)
            throw new EarlyBertException($"GpuDeviceId is {id}, but {fault}; set FallbackToCpu to train on the CPU, or install a CUDA runtime of TorchSharp.");
        warn?.Invoke($"GpuDeviceId is {id}, but {fault}; going on on the CPU.");
        return CPU;
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "OpenMP and malloc read their settings once, when libtorch loads.")]
    internal static void Tune()
    {
        if (!IsTuned)
            return;
        try
        {
            // libc's own environment: .NET's copy does not reach native code. An existing value stays.
            _ = SetEnvironment("GOMP_SPINCOUNT", "0", 0);
            if (MallOpt(MmapThreshold, 1 << 30) == 0)
                _ = MallOpt(MmapMaximum, 0);
            _ = MallOpt(TrimThreshold, int.MaxValue);
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library: nothing to tune.
        }
    }

    /// <summary>
    /// Gives unused pages back to the system, between stages: the holes that one network's tensors leave do not fit the next one's, and a process that
    /// trains ticket after ticket would come to hold several times what it uses.
    /// </summary>
    internal static void GiveBackMemory()
    {
        if (!IsTuned)
            return;
        try
        {
            _ = MallocTrim(0);
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library.
        }
    }

    private static int CountPhysicalCores()
    {
        try
        {
            var cores = new HashSet<(string, string)>();
            var socket = "";
            foreach (var line in File.ReadLines("/proc/cpuinfo"))
            {
                if (line.StartsWith("physical id", StringComparison.Ordinal))
                    socket = line[line.IndexOf(':')..];
                else if (line.StartsWith("core id", StringComparison.Ordinal))
                    cores.Add((socket, line[line.IndexOf(':')..]));
            }

            if (cores.Count > 0)
                return Math.Min(cores.Count, Environment.ProcessorCount);
        }
        catch (IOException)
        {
            // No Linux: count what there is.
        }

        return Environment.ProcessorCount;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
