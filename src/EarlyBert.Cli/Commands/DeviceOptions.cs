using System.CommandLine;

namespace EarlyBert.Cli.Commands;

/// <summary>Threads and device, shared by all commands that compute.</summary>
internal sealed class DeviceOptions
{
    private readonly Option<int> _threads = new("--threads") { Description = "CPU threads [default: one a physical core].", HelpName = "N" };
    private readonly Option<int?> _gpu = new("--gpu") { Description = "CUDA device [default: the CPU].", HelpName = "N" };
    private readonly Option<bool> _fallback = new("--fallback-to-cpu") { Description = "Go on on the CPU when that device is not there." };

    public void AddTo(Command command)
    {
        command.Add(_threads);
        command.Add(_gpu);
        command.Add(_fallback);
    }

    public int Threads(ParseResult parsed)
    {
        var threads = parsed.GetValue(_threads);
        return threads is >= 0 and <= 1024 ? threads : throw new UsageException($"--threads is {threads}; it can be 0 (one a physical core) to 1024.");
    }

    public int? Gpu(ParseResult parsed)
    {
        var gpu = parsed.GetValue(_gpu);
        return gpu is null or >= 0 ? gpu : throw new UsageException($"--gpu is {gpu}; it can be a device index from 0.");
    }

    public bool FallbackToCpu(ParseResult parsed) => parsed.GetValue(_fallback);
}
