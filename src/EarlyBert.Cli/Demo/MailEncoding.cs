using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EarlyBert.Cli.Demo;

/// <summary>Transfer encodings (RFC 2045), encoded words in headers (RFC 2047) and character sets.</summary>
internal static partial class MailEncoding
{
    static MailEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Decodes a body that holds one char a byte.</summary>
    public static string Decode(string body, string transferEncoding, string charset)
    {
        var bytes = transferEncoding.Trim().ToLowerInvariant() switch
        {
            "quoted-printable" => QuotedPrintable(body),
            "base64" => Base64(body),
            _ => Encoding.Latin1.GetBytes(body),
        };
        return InCharset(bytes, charset);
    }

    /// <summary>Decodes the encoded words of a header, <c>=?iso-8859-1?Q?caf=E9?=</c>; what is none stays as it is.</summary>
    public static string DecodeWords(string header)
    {
        var joined = BetweenWords().Replace(header, "$1"); // White space between two encoded words is not part of the text.
        return EncodedWord().Replace(joined, word =>
        {
            var text = word.Groups["text"].Value;
            var bytes = word.Groups["kind"].Value is "Q" or "q" ? QuotedPrintable(text.Replace('_', ' ')) : Base64(text);
            return InCharset(bytes, word.Groups["charset"].Value);
        });
    }

    private static byte[] QuotedPrintable(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '=')
                bytes.Add((byte)text[i]);
            else if (i + 1 < text.Length && text[i + 1] == '\n')
                i++; // A soft line break.
            else if (i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
                bytes.Add((byte)'=');
        }

        return [.. bytes];
    }

    /// <summary>Base64 that skips foreign characters and stops at the first padding, as mail readers do.</summary>
    private static byte[] Base64(string text)
    {
        var digits = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (letter == '=')
                break;
            if (char.IsAsciiLetterOrDigit(letter) || letter is '+' or '/')
                digits.Append(letter);
        }

        digits.Length -= digits.Length % 4 == 1 ? 1 : 0;
        digits.Append('=', (4 - digits.Length % 4) % 4);
        return Convert.FromBase64String(digits.ToString());
    }

    private static string InCharset(byte[] bytes, string charset)
    {
        try
        {
            var asAscii = charset.Length == 0 || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase);
            return (asAscii ? Encoding.GetEncoding(1252) : Encoding.GetEncoding(charset)).GetString(bytes); // Mail that names none is mostly Windows'.
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    [GeneratedRegex(@"=\?(?<charset>[^?*]+)(\*[^?]*)?\?(?<kind>[QqBb])\?(?<text>[^?]*)\?=")]
    private static partial Regex EncodedWord();

    [GeneratedRegex(@"(\?=)\s+(?==\?)")]
    private static partial Regex BetweenWords();
}
