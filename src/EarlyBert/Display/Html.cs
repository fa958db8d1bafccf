namespace EarlyBert.Display;

/// <summary>A piece of HTML or SVG that is safe to put into a page: what was put into it as text has been escaped.</summary>
/// <param name="text">The markup.</param>
internal readonly struct Html(string text)
{
    /// <summary>Nothing.</summary>
    public static Html Empty => default;

    /// <summary>Markup with holes: strings in the holes are text and are escaped, pieces of HTML stay as they are.</summary>
    public static Html Of(HtmlInterpolation markup) => new(markup.ToMarkup());

    /// <summary>Pieces one after the other.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(piece => piece.ToString())));

    /// <inheritdoc cref="Join(IEnumerable{Html})"/>
    public static Html Join(params ReadOnlySpan<Html> pieces) => Join(pieces.ToArray().AsEnumerable());

    public bool IsEmpty => ToString().Length == 0;

    public override string ToString() => text ?? "";
}
