using System.Text.Json;

namespace EarlyBert.Tests;

/// <summary>The recorded numbers under <c>Golden/</c>, copied beside the test assembly.</summary>
internal static class GoldenData
{
    /// <summary>Full path of a file, given as in <c>01-classification/weights.safetensors</c>.</summary>
    public static string PathOf(string relative) => Path.Combine(AppContext.BaseDirectory, "Golden", relative);

    /// <summary>The scalars and settings of a case.</summary>
    public static JsonElement Settings(string folder) =>
        JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(PathOf(Path.Combine(folder, "golden.json"))));
}
