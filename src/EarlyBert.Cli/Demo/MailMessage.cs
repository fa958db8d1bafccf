using System.Text;

namespace EarlyBert.Cli.Demo;

/// <summary>
/// The part of MIME that a corpus of e-mails needs: headers, nested parts, transfer encodings, character sets.
/// Damaged messages are read as far as they make sense; nothing here throws on bad input.
/// </summary>
internal sealed class MailMessage
{
    /// <summary>Multiparts inside multiparts deeper than this are read as text.</summary>
    private const int DeepestPart = 8;

    private readonly Dictionary<string, string> _headers;
    private readonly string _body;

    private MailMessage(Dictionary<string, string> headers, string body)
    {
        _headers = headers;
        _body = body;
    }

    /// <summary>Reads a message or a part. Bytes are taken as Latin-1, one char a byte, until a part's character set is known.</summary>
    public static MailMessage Parse(ReadOnlySpan<byte> bytes) => Parse(Encoding.Latin1.GetString(bytes).ReplaceLineEndings("\n"));

    private static MailMessage Parse(string text)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var at = 0;
        string? last = null;
        while (at < text.Length)
        {
            var end = text.IndexOf('\n', at) is var found && found < 0 ? text.Length : found;
            var line = text[at..end];
            at = Math.Min(end + 1, text.Length);
            if (line.Length == 0)
                break;
            if (line[0] is ' ' or '\t')
            {
                if (last is not null)
                    headers[last] += $" {line.Trim()}";
                continue;
            }

            var colon = line.IndexOf(':');
            last = colon > 0 ? line[..colon].Trim() : null; // The mailbox line "From someone Thu Aug 22" has no header name.
            if (last?.Contains(' ') == true)
                last = null;
            if (last is not null)
                headers.TryAdd(last, line[(colon + 1)..].Trim());
        }

        return new MailMessage(headers, text[at..]);
    }

    /// <summary>The subject, encoded words decoded; empty when there is none.</summary>
    public string Subject => MailEncoding.DecodeWords(Header("Subject"));

    /// <summary>The body's text: plain text where the message has it, else its HTML without markup; attachments left out.</summary>
    public string Text => TextOf(depth: 0, out _).Trim();

    private string Header(string name) => _headers.GetValueOrDefault(name, "");

    private string TextOf(int depth, out bool isHtml)
    {
        isHtml = false;
        var type = Header("Content-Type");
        var boundary = Parameter(type, "boundary");
        if (type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) && boundary.Length > 0 && depth < DeepestPart)
            return TextOfParts(boundary, type.StartsWith("multipart/alternative", StringComparison.OrdinalIgnoreCase), depth, out isHtml);
        if (type.Length > 0 && !type.StartsWith("text", StringComparison.OrdinalIgnoreCase) && type.Contains('/') && !type.StartsWith("multipart", StringComparison.OrdinalIgnoreCase))
            return "";
        var text = MailEncoding.Decode(_body, Header("Content-Transfer-Encoding"), Parameter(type, "charset"));
        isHtml = type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) || text.Contains("<html", StringComparison.OrdinalIgnoreCase);
        return isHtml ? HtmlText.Strip(text) : text;
    }

    private string TextOfParts(string boundary, bool alternative, int depth, out bool isHtml)
    {
        var texts = new List<(string Text, bool IsHtml)>();
        foreach (var part in Parts(boundary))
        {
            var text = Parse(part).TextOf(depth + 1, out var html);
            if (!string.IsNullOrWhiteSpace(text))
                texts.Add((text, html));
        }

        isHtml = texts.Count > 0 && texts.All(part => part.IsHtml);
        if (alternative && texts.Count > 1) // The same content twice: the plain one is enough.
            return texts.OrderBy(part => part.IsHtml).First().Text;
        return string.Join("\n", texts.Select(part => part.Text));
    }

    private IEnumerable<string> Parts(string boundary)
    {
        var lines = _body.Split('\n');
        StringBuilder? part = null;
        foreach (var line in lines)
        {
            var trimmed = line.TrimEnd();
            var opens = trimmed.Length == boundary.Length + 2 && trimmed.StartsWith("--", StringComparison.Ordinal) && trimmed.EndsWith(boundary, StringComparison.Ordinal);
            var closes = trimmed == $"--{boundary}--";
            if (!opens && !closes)
            {
                part?.Append(line).Append('\n');
                continue;
            }

            if (part is not null)
                yield return part.ToString();
            part = opens ? new StringBuilder() : null;
        }

        if (part is not null)
            yield return part.ToString();
    }

    /// <summary>A parameter of a header such as <c>text/plain; charset="utf-8"</c>; empty when it is not there.</summary>
    private static string Parameter(string header, string name)
    {
        foreach (var piece in header.Split(';').Skip(1))
        {
            var equals = piece.IndexOf('=');
            if (equals > 0 && piece[..equals].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                return piece[(equals + 1)..].Trim().Trim('"');
        }

        return "";
    }
}
