namespace EarlyBert.Display;

/// <summary>Shows values of a type as HTML in a notebook, which finds the public members by their names.</summary>
/// <typeparam name="T">The type.</typeparam>
internal abstract class HtmlFormatter<T>
{
    /// <summary>What <see cref="Format"/> writes.</summary>
    public string MimeType => "text/html";

    /// <summary>Writes a value.</summary>
    /// <returns>False: it is of another type, and nothing was written.</returns>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not T value)
            return false;
        writer.Write(Fragment.Of(ToHtml(value)));
        return true;
    }

    /// <summary>The value, without the frame that all fragments have.</summary>
    protected abstract Html ToHtml(T value);
}
