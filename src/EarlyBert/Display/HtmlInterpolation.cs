using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace EarlyBert.Display;

/// <summary>What the compiler makes of <c>Html.Of($"...")</c>: the literal parts are markup, the holes are escaped, so that no text can become markup by mistake.</summary>
/// <param name="literalLength">Letters of the literal parts.</param>
/// <param name="holes">Number of holes.</param>
[InterpolatedStringHandler]
internal readonly ref struct HtmlInterpolation(int literalLength, int holes)
{
    private readonly StringBuilder _markup = new(literalLength + (16 * holes));

    public void AppendLiteral(string markup) => _markup.Append(markup);

    public void AppendFormatted(Html markup) => _markup.Append(markup);

    public void AppendFormatted(IEnumerable<Html> markup) => _markup.AppendJoin("", markup);

    public void AppendFormatted(string? text) => _markup.Append(SafeText.Escape(text ?? ""));

    public void AppendFormatted(long number) => _markup.Append(number);

    /// <summary>A coordinate: two digits after the point are a fiftieth of a pixel.</summary>
    public void AppendFormatted(double number) => _markup.Append(number.ToString("0.##", CultureInfo.InvariantCulture));

    public string ToMarkup() => _markup.ToString();
}
