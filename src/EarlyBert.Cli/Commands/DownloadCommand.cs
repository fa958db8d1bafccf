using System.CommandLine;
using EarlyBert.Weights.Hub;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert download</c>.</summary>
internal static class DownloadCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("model") { Description = "Name on the Hugging Face Hub (bert-base-uncased, org/name), or address of a model's folder." };
        var revision = new Option<string?>("--revision") { Description = "Branch, tag or commit [default: main].", HelpName = "NAME" };
        var cache = new Option<string?>("--cache") { Description = "Folder of the cache [default: HF_HUB_CACHE, or hub in HF_HOME].", HelpName = "DIR" };
        var command = new Command("download", "Fetch a model into Hugging Face's cache; its name then serves as --pretrained. Nothing else downloads.") { model, revision, cache };
        command.SetAction(async (parsed, _) =>
        {
            var defaults = new HubOptions();
            var options = defaults with { Revision = parsed.GetValue(revision) ?? defaults.Revision, CacheFolder = parsed.GetValue(cache) };
            var folder = await ModelHub.DownloadAsync(parsed.GetRequiredValue(model), options, new Lines(terminal), terminal.Cancellation).ConfigureAwait(false);
            terminal.Out.WriteLine($"written to {folder}");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A line when a file is begun, at each tenth and at its end.</summary>
    private sealed class Lines(Terminal terminal) : IProgress<DownloadProgress>
    {
        private (string File, long Tenth) _last = ("", -1);

        public void Report(DownloadProgress value)
        {
            if (value.Message is { } message)
            {
                terminal.Warn($"{value.File} {message}");
                return;
            }

            var tenth = value.Total is > 0 and var total ? 10 * value.Received / total : value.Received >> 24;
            if (_last == (value.File, tenth))
                return;
            _last = (value.File, tenth);
            terminal.Out.WriteLine(value.Total is { } size
                ? FormattableString.Invariant($"{value.File,-24} {value.Received / 1e6,8:0.0} of {size / 1e6:0.0} MB")
                : FormattableString.Invariant($"{value.File,-24} {value.Received / 1e6,8:0.0} MB"));
        }
    }
}
