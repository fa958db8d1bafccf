using System.Text;
using EarlyBert.Cli.Demo;

namespace EarlyBert.Cli.Tests.Demo;

public sealed class MailTests
{
    private static MailMessage Parse(string mail) => MailMessage.Parse(Encoding.Latin1.GetBytes(mail));

    [Fact]
    public void Parse_PlainMail_SubjectAndBody()
    {
        var mail = Parse("From someone Thu Aug 22\nReceived: from a\n\tby b\nSubject: Hello\n  again\n\nBody line\n");

        Assert.Equal("Hello again", mail.Subject);
        Assert.Equal("Body line", mail.Text);
    }

    [Fact]
    public void Parse_WindowsLineEnds_AreLineEnds() => Assert.Equal("one\ntwo", Parse("Subject: x\r\n\r\none\r\ntwo\r\n").Text);

    [Theory]
    [InlineData("=?iso-8859-1?Q?caf=E9_now?=", "café now")]
    [InlineData("=?utf-8?B?w6k=?=", "é")]
    [InlineData("=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab")]
    [InlineData("plain =?x-unknown?Q?E=E9?= text", "plain Eé text")]
    [InlineData("=?broken", "=?broken")]
    public void Subject_EncodedWords_AreDecoded(string header, string text) => Assert.Equal(text, Parse($"Subject: {header}\n\n").Subject);

    [Fact]
    public void Text_QuotedPrintable_IsDecoded() =>
        Assert.Equal("café = long line", Parse("Content-Type: text/plain; charset=\"utf-8\"\nContent-Transfer-Encoding: quoted-printable\n\ncaf=C3=A9 =3D lo=\nng line\n").Text);

    [Theory]
    [InlineData("aGVsbG8gd29ybGQ=", "hello world")]
    [InlineData("aGVs\nbG8g\nd29ybGQ", "hello world")]
    [InlineData("!!aGVsbG8!!", "hello")]
    [InlineData("a", "")]
    public void Text_Base64_IsDecodedAsFarAsItGoes(string body, string text) => Assert.Equal(text, Parse($"Content-Transfer-Encoding: base64\n\n{body}\n").Text);

    [Fact]
    public void Text_Alternative_TakesThePlainPart() =>
        Assert.Equal("plain", Parse("Content-Type: multipart/alternative; boundary=\"b1\"\n\npreamble\n--b1\nContent-Type: text/html\n\n<b>html</b>\n--b1\nContent-Type: text/plain\n\nplain\n--b1--\nepilogue\n").Text);

    [Fact]
    public void Text_Mixed_LeavesAttachmentsOut() =>
        Assert.Equal("text", Parse("Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\nContent-Type: image/gif\nContent-Transfer-Encoding: base64\n\nR0lG\n--b--\n").Text);

    [Fact]
    public void Text_NestedPartsWithoutEnd_AreRead() =>
        Assert.Equal("inner", Parse("Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/alternative; boundary=i\n\n--i\nContent-Type: text/plain\n\ninner\n").Text);

    [Fact]
    public void Text_EndlesslyNestedParts_Ends()
    {
        var mail = new StringBuilder();
        for (var depth = 0; depth < 200; depth++)
            mail.Append($"Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n");

        Assert.NotNull(Parse(mail.ToString()).Text);
    }

    [Fact]
    public void Text_Html_LosesMarkup() => Assert.Equal(
        "Hi & bye\nnext",
        Parse("Content-Type: text/html\n\n<html><head><title>t</title><style>p {}</style></head><body><!-- no -->Hi &amp; <b>bye</b><br>next<script>x()</script></body></html>").Text);

    [Fact]
    public void Strip_UnclosedMarkup_Ends() => Assert.Equal("a", HtmlText.Strip("a<!-- never closed").Trim());

    [Fact]
    public void Parse_AnyBytes_DoesNotThrow()
    {
        var random = new SeededRandom(1);
        var seed = Encoding.Latin1.GetBytes("Subject: =?utf-8?B?w6k=?=\nContent-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n--b\nContent-Type: text/html\n\n<p>x=E9</p>\n--b--\n");
        for (var trial = 0; trial < 3000; trial++)
        {
            var bytes = (byte[])seed.Clone();
            for (var change = 0; change < 5; change++)
                bytes[random.NextInt(bytes.Length)] = (byte)random.NextInt(256);
            Assert.NotNull(MailText.Of(bytes[..random.NextInt(bytes.Length + 1)]));
        }
    }

    [Fact]
    public void Of_MailOfAList_LosesWhatGivesItAway()
    {
        var text = MailText.Of("[ILUG] Re: kernel", "See http://example.org/x?y=1 or ask bob@example.org\n=======\nbye\n_______________________________________________\nlist mailing list\nlist@example.org\n");

        Assert.Equal("Re: kernel . See link or ask address === bye", text);
    }

    [Fact]
    public void Of_Mail_OtherHeadersAreLeftOut() =>
        Assert.Equal("x . y", MailText.Of(Encoding.Latin1.GetBytes("X-Spam-Status: Yes\nDelivered-To: zzzz@localhost\nSubject: x\n\ny\n")));

    [Fact]
    public void Fingerprint_NumbersAndCase_DoNotCount() => Assert.Equal(MailText.Fingerprint("Win $100 now!"), MailText.Fingerprint("WIN $999 NOW"));
}
