using System.Security.Cryptography;
using System.Text;

namespace EarlyBert.Weights.Hub;

/// <summary>Fetches one file: into a file beside its place, taken up where it broke off, checked, then renamed.</summary>
internal sealed class FileDownload(HubConnection connection, HubOptions options, IProgress<DownloadProgress>? progress)
{
    private const int BufferSize = 1 << 17;

    /// <summary>Fetches a file unless it is there already.</summary>
    /// <exception cref="EarlyBertException">The connection breaks off too often, the bytes are not the promised ones, or the disk is full.</exception>
    public async Task RunAsync(RemoteFile file, string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path) && (file.Size is null || new FileInfo(path).Length == file.Size))
        {
            progress?.Report(new DownloadProgress(file.Name, new FileInfo(path).Length, file.Size));
            return;
        }

        var part = path + ".incomplete";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var wait = options.RetryDelay;
        for (var failures = 0; ;)
        {
            var before = LengthOf(part);
            try
            {
                await ReceiveAsync(file, part, cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (Exception fault) when (fault is HttpRequestException or EndOfStreamException or HttpIOException)
            {
                // A connection that brought something is no failure in a row.
                failures = LengthOf(part) > before ? 1 : failures + 1;
                if (failures > options.Retries)
                    throw new EarlyBertException($"{file.Name} could not be fetched from {connection.Host} ({fault.Message.TrimEnd('.')}; {LengthOf(part)} bytes are kept); check the network and proxy, and call again to go on.", fault);
                progress?.Report(new DownloadProgress(file.Name, LengthOf(part), file.Size, $"broke off ({fault.Message.TrimEnd('.')}), trying again in {wait.TotalSeconds:0.#} s"));
                await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
                wait = failures == 1 ? options.RetryDelay * 2 : wait * 2;
            }
            catch (IOException fault)
            {
                throw new EarlyBertException($"'{part}' could not be written ({fault.Message.TrimEnd('.')}); free some space or name another cache, and call again to go on.", fault);
            }
        }

        await CheckAsync(file, part, cancellationToken).ConfigureAwait(false);
        File.Move(part, path, overwrite: true);
    }

    private async Task ReceiveAsync(RemoteFile file, string part, CancellationToken cancellationToken)
    {
        var have = LengthOf(part);
        if (file.Size is { } size && have >= size)
        {
            if (have == size)
                return;
            File.Delete(part);
            have = 0;
        }

        var (answer, from) = await connection.OpenAsync(file, have, cancellationToken).ConfigureAwait(false);
        using (answer)
        {
            using var content = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            using var output = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
            output.SetLength(from);
            output.Position = from;
            var buffer = new byte[BufferSize];
            while (true)
            {
                var read = await ReadAsync(content, buffer, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    break;
                if (file.Size is { } promised && output.Length + read > promised)
                {
                    output.SetLength(0);
                    throw new EarlyBertException($"The server sends more than the {promised} bytes that it promised of {file.Name}; try later, or another HF_ENDPOINT.");
                }

                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                progress?.Report(new DownloadProgress(file.Name, output.Length, file.Size));
            }

            if (file.Size is { } total && output.Length < total)
                throw new EndOfStreamException($"{output.Length} of {total} bytes came");
        }
    }

    private async Task<int> ReadAsync(Stream content, byte[] buffer, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Timeout);
        try
        {
            return await content.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"no byte within {options.Timeout.TotalSeconds:0} s");
        }
        catch (IOException fault) when (fault is not HttpIOException)
        {
            throw new HttpRequestException(fault.Message, fault); // The connection's, not the disk's.
        }
    }

    /// <summary>Compares the hash that the server told; a file that fails is removed, so that the next call begins anew.</summary>
    private static async Task CheckAsync(RemoteFile file, string part, CancellationToken cancellationToken)
    {
        if ((file.Sha256 ?? file.GitHash) is not { } expected)
            return;
        using var content = File.OpenRead(part);
        using var hash = IncrementalHash.CreateHash(file.Sha256 is null ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        if (file.Sha256 is null)
            hash.AppendData(Encoding.ASCII.GetBytes($"blob {content.Length}\0"));
        var buffer = new byte[BufferSize];
        for (int read; (read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            hash.AppendData(buffer, 0, read);
        var actual = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (actual == expected)
            return;
        content.Close();
        File.Delete(part);
        throw new EarlyBertException($"{file.Name} arrived with the hash {actual[..12]}, the server told {expected[..12]}; what came is deleted, so call again.");
    }

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
