using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace EarlyBert.Cli.Demo;

/// <summary>One version of an npm package, fetched through the user's own npm and checked against a pinned hash.</summary>
/// <param name="Name">The package's name, with its scope.</param>
/// <param name="Version">The pinned version.</param>
/// <param name="Integrity">The pinned hash in npm's form: <c>sha512-</c> and base64.</param>
internal sealed record NpmPackage(string Name, string Version, string Integrity)
{
    /// <summary>npm waits for minutes when there is no network; a demo does not.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>The program that fetches.</summary>
    public string Npm { get; init; } = "npm";

    /// <summary>Where the package's archive is kept.</summary>
    public string ArchiveIn(string cache) => Path.Combine(cache, $"{Name.TrimStart('@').Replace('/', '-')}-{Version}.tgz");

    /// <summary>The package's archive in <paramref name="cache"/>, fetched when it is not there or damaged.</summary>
    /// <exception cref="EarlyBertException">It cannot be had; the message is a reason that fits after "because".</exception>
    public string Fetch(string cache, CancellationToken cancellation)
    {
        var archive = ArchiveIn(cache);
        if (File.Exists(archive) && HashOf(archive) == Integrity)
            return archive;
        Directory.CreateDirectory(cache);
        var download = Directory.CreateTempSubdirectory("earlybert-npm-");
        try
        {
            Pack(download.FullName, cancellation);
            var fetched = Directory.GetFiles(download.FullName, "*.tgz").FirstOrDefault()
                ?? throw new EarlyBertException($"npm left no archive of {Name}@{Version}");
            var hash = HashOf(fetched);
            if (hash != Integrity)
                throw new EarlyBertException($"the archive of {Name}@{Version} has the hash {hash}, not the pinned {Integrity}");
            AtomicFile.Write(archive, target =>
            {
                using var source = File.OpenRead(fetched);
                source.CopyTo(target);
            });
            return archive;
        }
        finally
        {
            download.Delete(recursive: true);
        }
    }

    private void Pack(string folder, CancellationToken cancellation)
    {
        // npm is a script on Windows, which only its shell starts.
        string[] command = OperatingSystem.IsWindows() ? ["cmd.exe", "/c", Npm] : [Npm];
        var start = new ProcessStartInfo(command[0], [.. command[1..], "pack", $"{Name}@{Version}", "--silent", "--ignore-scripts", "--pack-destination", folder])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var npm = Process.Start(start) ?? throw new EarlyBertException("npm did not start");
            var output = npm.StandardOutput.ReadToEndAsync(cancellation);
            var errors = npm.StandardError.ReadToEndAsync(cancellation);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            deadline.CancelAfter(Patience);
            try
            {
                npm.WaitForExitAsync(deadline.Token).GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                npm.Kill(entireProcessTree: true);
                cancellation.ThrowIfCancellationRequested();
                throw new EarlyBertException($"npm did not answer within {Patience.TotalSeconds:F0} seconds");
            }

            if (npm.ExitCode != 0)
                throw new EarlyBertException($"npm could not get {Name}@{Version} ({Reason(errors.Result)})");
            _ = output.Result;
        }
        catch (Win32Exception)
        {
            throw new EarlyBertException("npm is not installed");
        }
    }

    private static string Reason(string errors) =>
        errors.Split('\n').Select(line => line.Replace("npm ERR!", "").Replace("npm error", "").Trim()).FirstOrDefault(line => line.Length > 0) ?? "it gave no reason";

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return $"sha512-{Convert.ToBase64String(SHA512.HashData(stream))}";
    }
}
