namespace EarlyBert.Display;

/// <summary>
/// Tells .NET Interactive how a type is shown in notebooks. It recognises the attribute by this name and asks the named class for formatters by
/// reflection, so that nothing of it is needed here.
/// </summary>
/// <param name="formatterSourceType">Has a constructor without parameters and a method <c>CreateTypeFormatters</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType => formatterSourceType;

    public string[]? PreferredMimeTypes { get; set; } = ["text/html"];
}
