using System.Xml.Linq;

namespace EarlyBert.Tests.Display;

/// <summary>Shows values as .NET Interactive does: it finds attribute, source and formatter by their names alone.</summary>
internal static class Notebook
{
    /// <summary>The HTML of a value, as markup that is known to be well-formed.</summary>
    public static XElement Show(object value)
    {
        var attribute = value.GetType().GetCustomAttributes(inherit: false).Single(attribute => attribute.GetType().Name == "TypeFormatterSourceAttribute");
        var source = Activator.CreateInstance((Type)Get(attribute, "FormatterSourceType")!)!;
        var formatter = ((IEnumerable<object>)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, [])!).Single();
        Assert.Equal("text/html", Get(formatter, "MimeType"));
        var writer = new StringWriter();
        Assert.Equal(true, formatter.GetType().GetMethod("Format")!.Invoke(formatter, [value, writer]));
        return XElement.Parse(writer.ToString());
    }

    /// <summary>What a reader sees of it as text, the style left out.</summary>
    public static string Text(object value) => string.Concat(Show(value).DescendantNodes().OfType<XText>().Where(text => text.Parent!.Name.LocalName != "style"));

    private static object? Get(object owner, string property) => owner.GetType().GetProperty(property)!.GetValue(owner);
}
