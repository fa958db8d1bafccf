namespace EarlyBert.Weights.Hub;

/// <summary>
/// Fetches models from the Hugging Face Hub, or from any web server that holds a model's folder, into the cache that Hugging Face's own tools use. Nothing
/// in this library downloads by itself: a model is fetched by this call alone, and afterwards its name stands for its folder.
/// </summary>
public static class ModelHub
{
    private static readonly string[] WeightFiles = ["model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"];
    private static readonly string[] OptionalFiles = ["tokenizer_config.json", "special_tokens_map.json"];

    /// <summary>Fetches a model; files that are there already are not fetched again.</summary>
    /// <param name="model">A name on the Hub (<c>bert-base-uncased</c>, <c>org/name</c>), or the address of a folder.</param>
    /// <param name="options">Revision, server, cache and token; null: as the environment says.</param>
    /// <param name="progress">Receives reports, on the thread that downloads.</param>
    /// <param name="cancellationToken">Stops the download; what came is kept and taken up by the next call.</param>
    /// <returns>The folder, which <see cref="HuggingFaceFolder.Load"/> takes.</returns>
    /// <exception cref="EarlyBertException">There is no such model, no connection, no right, no space, or the bytes are wrong.</exception>
    public static async Task<string> DownloadAsync(string model, HubOptions? options = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new HubOptions();
        var source = ModelSource.Parse(model, options);
        var cache = new HubCache(options.CacheRoot, source);
        using var connection = new HubConnection(source, options);
        var download = new FileDownload(connection, options, progress);

        var config = await Describe("config.json").ConfigureAwait(false)
            ?? throw new EarlyBertException($"There is no model '{model}' at {source.Files} (no config.json); check the name and the revision.");
        var weights = await FirstOf(WeightFiles).ConfigureAwait(false)
            ?? throw new EarlyBertException($"'{model}' has no weights that can be read ({string.Join(", ", WeightFiles)}); choose another model or revision.");
        var vocabulary = await Describe("vocab.txt").ConfigureAwait(false)
            ?? throw new EarlyBertException($"'{model}' has no vocab.txt; it is no BERT with WordPiece, so choose another model.");
        var commit = config.Commit ?? options.Revision;
        var folder = cache.SnapshotOf(commit);

        await Fetch(vocabulary).ConfigureAwait(false);
        foreach (var name in OptionalFiles)
        {
            if (await Describe(name).ConfigureAwait(false) is { } file)
                await Fetch(file).ConfigureAwait(false);
        }

        await Fetch(weights).ConfigureAwait(false);
        if (weights.Name.EndsWith(".index.json", StringComparison.Ordinal))
        {
            foreach (var shard in Shards(Path.Combine(folder, weights.Name)))
                await Fetch(await Describe(shard).ConfigureAwait(false) ?? throw new EarlyBertException($"'{model}' lacks {shard}, which its {weights.Name} names; choose another revision.")).ConfigureAwait(false);
        }

        await Fetch(config).ConfigureAwait(false); // The last: where it lies the folder is complete.
        if (commit != options.Revision)
            cache.Point(options.Revision, commit);
        return folder;

        Task Fetch(RemoteFile file) => download.RunAsync(file, Path.Combine(folder, file.Name), cancellationToken);

        async Task<RemoteFile?> FirstOf(string[] names)
        {
            foreach (var name in names)
            {
                if (await Describe(name).ConfigureAwait(false) is { } file)
                    return file;
            }

            return null;
        }

        async Task<RemoteFile?> Describe(string name)
        {
            var wait = options.RetryDelay;
            for (var failures = 0; ; failures++)
            {
                try
                {
                    return await connection.DescribeAsync(name, cancellationToken).ConfigureAwait(false);
                }
                catch (HttpRequestException fault) when (failures < options.Retries)
                {
                    progress?.Report(new DownloadProgress(name, 0, null, $"no answer ({fault.Message.TrimEnd('.')}), trying again in {wait.TotalSeconds:0.#} s"));
                    await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
                    wait *= 2;
                }
                catch (HttpRequestException fault)
                {
                    throw new EarlyBertException($"{source.Files.Authority} cannot be reached ({fault.Message.TrimEnd('.')}); check the network, proxy and HF_ENDPOINT.", fault);
                }
            }
        }
    }

    /// <summary>The folder of a model that was fetched before; null: it was not.</summary>
    /// <param name="model">Its name or address, as given to <see cref="DownloadAsync"/>.</param>
    /// <param name="options">Revision and cache; null: as the environment says.</param>
    public static string? Find(string model, HubOptions? options = null)
    {
        options ??= new HubOptions();
        try
        {
            return new HubCache(options.CacheRoot, ModelSource.Parse(model, options)).Find(options.Revision);
        }
        catch (EarlyBertException)
        {
            return null;
        }
    }

    /// <summary>The files that a list names. What becomes part of an address has to be plainer than what a disk takes.</summary>
    private static IEnumerable<string> Shards(string index)
    {
        var names = ShardIndex.Read(index).Values.Distinct(StringComparer.Ordinal).ToArray();
        return Array.Find(names, name => !ModelSource.IsPlainName(name)) is { } other
            ? throw new EarlyBertException($"'{index}' names the shard {WeightsFile.Quote(other)}, which is no plain file name; delete the list and download again.")
            : names;
    }
}
