namespace EarlyBert.Display;

/// <summary>What a notebook shows of a value; consoles get its <see cref="object.ToString"/>.</summary>
internal interface IDisplay
{
    /// <summary>The value as HTML, in the classes of <see cref="DisplayStyle"/>.</summary>
    Html Display();
}
