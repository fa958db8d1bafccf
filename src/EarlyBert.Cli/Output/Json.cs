using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EarlyBert.Cli.Output;

/// <summary>How the command line writes JSON: names in camel case, enumerations as words, letters of all scripts as they are.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Indented = Make(indented: true);

    public static readonly JsonSerializerOptions OneLine = Make(indented: false);

    private static JsonSerializerOptions Make(bool indented) => new()
    {
        WriteIndented = indented,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // A correlation of equal numbers is NaN.
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}
