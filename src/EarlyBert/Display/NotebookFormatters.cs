namespace EarlyBert.Display;

/// <summary>What .NET Interactive asks for formatters of our types.</summary>
internal sealed class NotebookFormatters
{
    /// <summary>One, for all that can be displayed. It calls this by name.</summary>
    public IEnumerable<object> CreateTypeFormatters() => [new HtmlFormatter()];

    /// <summary>Writes a value as a fragment of HTML. .NET Interactive calls its members by name.</summary>
    internal sealed class HtmlFormatter
    {
        public string MimeType => "text/html";

        public bool Format(object instance, TextWriter writer)
        {
            if (instance is not IDisplay value)
                return false;
            writer.Write(Fragment.Of(value.Display()));
            return true;
        }
    }
}
