using System.Globalization;
using System.Text.Json.Serialization;

namespace EarlyBert.Text;

/// <summary>
/// What a classifier reads of a text that is longer than its longest input (Sun et al. 2019, "How to Fine-Tune BERT for Text Classification?", section
/// 5.3.1). In text: <c>head</c>, <c>head-tail</c>, <c>windows</c>, or <c>windows:64</c> with a stride.
/// </summary>
[JsonConverter(typeof(LongTextJson))]
public sealed record LongText
{
    /// <summary>Sun et al. keep 128 and 382 word pieces of 510.</summary>
    private const int HeadPieces = 128, AllPieces = 510;

    private const string WindowsName = "windows";

    private readonly string _name;

    private LongText(string name, int? stride = null) => (_name, Stride) = (name, stride);

    /// <summary>Its beginning.</summary>
    public static LongText Head { get; } = new("head");

    /// <summary>Its beginning and its end: a quarter of the input from the beginning, as 128 + 382 of 510, and the rest from the end.</summary>
    public static LongText HeadTail { get; } = new("head-tail");

    /// <summary>Word pieces from the start of a window to that of the next; null: half of what fits into one, so that nearly every piece is read twice.</summary>
    public int? Stride { get; }

    /// <summary>Whether all of it is read, in several windows.</summary>
    public bool IsWindows => _name == WindowsName;

    /// <summary>
    /// All of it, in windows that overlap. In training each window has the row's label; when scoring the windows' probabilities are averaged. Of a pair the
    /// longer text slides, beside the shorter one, which keeps at most half of the input.
    /// </summary>
    /// <param name="stride">Word pieces from the start of a window to that of the next, at least 1; null: half of what fits into one.</param>
    public static LongText Windows(int? stride = null) => new(WindowsName, stride);

    /// <summary>Reads the text form.</summary>
    /// <exception cref="EarlyBertException">The text is none of the forms.</exception>
    public static LongText Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == Head._name)
            return Head;
        if (text == HeadTail._name)
            return HeadTail;
        if (text == WindowsName)
            return Windows();
        return text.StartsWith(WindowsName + ":", StringComparison.Ordinal) && int.TryParse(text.AsSpan(WindowsName.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var stride) && stride > 0
            ? Windows(stride)
            : throw new EarlyBertException($"'{text}' is no way to read long texts; write 'head', 'head-tail', 'windows', or 'windows:64' with a stride.");
    }

    /// <summary>The text form.</summary>
    public override string ToString() => Stride is { } stride ? string.Create(CultureInfo.InvariantCulture, $"{_name}:{stride}") : _name;

    internal void Collect(List<string> faults) => OptionChecks.Check(faults, Stride is null or (>= 1 and <= 65536), "LongText's stride", Stride, "1 to 65536, or null for half of the input");

    /// <summary>How many of the pieces that are kept of a text come from its beginning.</summary>
    internal int FromHead(int kept) => this == HeadTail ? (int)Math.Round((double)kept * HeadPieces / AllPieces) : kept;

    /// <summary>The windows of a text: all as long as there is room, the last one ending with the text.</summary>
    /// <param name="pieces">Pieces of the text.</param>
    /// <param name="room">Most pieces of a window, at least 1.</param>
    internal ContextWindow[] WindowsOf(int pieces, int room)
    {
        var windows = ContextWindow.Cover(pieces, room, Math.Clamp(Stride ?? room / 2, 1, room));
        if (windows.Length > 1)
            windows[^1] = new ContextWindow(pieces - room, room); // A window of a few pieces has nothing to say.
        return windows;
    }
}
