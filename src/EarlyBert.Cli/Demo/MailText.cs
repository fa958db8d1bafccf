using System.Text.RegularExpressions;

namespace EarlyBert.Cli.Demo;

/// <summary>
/// What the classifier sees of an e-mail: subject and body on one line. Left out is what gives the answer away without
/// reading: all other headers, the tags and footers of mailing lists (only wanted mail has them in this corpus), and
/// addresses and links, which stand as the words "address" and "link".
/// </summary>
internal static partial class MailText
{
    /// <summary>Characters of a message kept; far more than a model of 128 word pieces reads.</summary>
    private const int LongestText = 4000;

    /// <summary>Characters of a body that are looked at; markup and links still go from it.</summary>
    private const int LongestBody = 5 * LongestText;

    /// <summary>The text of a message as it lies in a mailbox.</summary>
    public static string Of(ReadOnlySpan<byte> mail)
    {
        var message = MailMessage.Parse(mail);
        return Of(message.Subject, message.Text);
    }

    /// <summary>The text of a subject and a body.</summary>
    public static string Of(string subject, string body)
    {
        body = body.Length <= LongestBody ? body : body[..LongestBody];
        subject = ListTag().Replace(subject, "");
        body = ListFooter().Replace(body, "");
        var text = $"{subject} . {body}";
        text = Link().Replace(text, " link ");
        text = Address().Replace(text, " address ");
        text = Rule().Replace(text, "$1$1$1");
        text = Space().Replace(text, " ").Trim();
        return text.Length <= LongestText ? text : text[..LongestText];
    }

    /// <summary>What two copies of one message have in common: its letters. Numbers that count recipients are not among them.</summary>
    public static string Fingerprint(string text) => string.Concat(text.Where(char.IsLetter).Select(char.ToLowerInvariant));

    [GeneratedRegex(@"\[[^\]]{1,40}\]")]
    private static partial Regex ListTag();

    /// <summary>Mailing-list managers put a line of underscores before their footer; SourceForge puts its sponsor between two rules.</summary>
    [GeneratedRegex(@"^(_{20,}|-{20,}\s*\n(This sf\.net email|This SF\.Net email|In remembrance)).*\z", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ListFooter();

    [GeneratedRegex(@"<?\b(https?|ftp)://[^\s<>""]*>?|\bwww\.[^\s<>""]+", RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    [GeneratedRegex(@"<?[\w.+%=-]+@[\w-]+(\.[\w-]+)*>?")]
    private static partial Regex Address();

    /// <summary>A drawn line: one mark four times or more.</summary>
    [GeneratedRegex(@"([-_=*.~#+!?>])\1{3,}")]
    private static partial Regex Rule();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Space();
}
