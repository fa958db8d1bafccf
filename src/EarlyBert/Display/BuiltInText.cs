using System.Reflection;

namespace EarlyBert.Display;

/// <summary>Text files that are built into an assembly.</summary>
internal static class BuiltInText
{
    /// <summary>The text; its lines end alike wherever it was built, so that a hash of it is the same too.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="name">The resource's name.</param>
    public static string Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"'{name}' is not built in.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
