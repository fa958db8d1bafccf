using System.Diagnostics;

namespace EarlyBert.Tests;

/// <summary>A disk of a few kilobytes, to be full soon; the test is skipped where none can be mounted.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(string folder, string size)
    {
        Skip.If(!OperatingSystem.IsLinux() || Environment.UserName != "root", "only root can mount a small disk");
        Root = folder;
        Directory.CreateDirectory(folder);
        Skip.If(Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder) != 0, "a small disk cannot be mounted here");
    }

    public string Root { get; }

    public void Dispose() => Run("umount", Root);

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
