namespace EarlyBert.Display;

/// <summary>What a notebook makes from <see cref="TypeFormatterSourceAttribute.FormatterSourceType"/>, and asks for the formatters of a type.</summary>
/// <typeparam name="TFormatter">The only one.</typeparam>
internal sealed class FormatterSource<TFormatter>
    where TFormatter : new()
{
    /// <summary>The formatters; a notebook finds this method by its name.</summary>
    public IEnumerable<object> CreateTypeFormatters() => [new TFormatter()];
}
