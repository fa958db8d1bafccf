using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Microsoft.ML.SearchSpace;

/// <summary>A parameter in JSON is the value that it holds.</summary>
internal sealed class ParameterConverter : JsonConverter<Parameter>
{
    public override Parameter? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonNode.Parse(ref reader) is { } node ? Of(node) : null;

    public override void Write(Utf8JsonWriter writer, Parameter value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value.Value, options);

    private static Parameter Of(JsonNode node) => node switch
    {
        JsonObject fields => Parameter.CreateNestedParameter([.. fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Key, Of(field.Value!)))]),
        JsonArray items => Parameter.FromIEnumerable(items.Where(item => item is not null).Select(item => Of(item!)).ToArray()),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.True => Parameter.FromBool(true),
            JsonValueKind.False => Parameter.FromBool(false),
            JsonValueKind.String => Parameter.FromString(node.GetValue<string>()),
            _ => node.AsValue().TryGetValue<int>(out var whole) ? Parameter.FromInt(whole) : node.AsValue().TryGetValue<long>(out var large) ? Parameter.FromLong(large) : Parameter.FromDouble(node.GetValue<double>()),
        },
    };
}
