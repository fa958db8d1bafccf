using System.Text.Json;
using System.Text.Json.Serialization;

namespace EarlyBert.Text;

/// <summary>The text form.</summary>
internal sealed class LongTextJson : JsonConverter<LongText>
{
    public override LongText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return LongText.Parse(reader.GetString() ?? "");
        }
        catch (Exception fault) when (fault is EarlyBertException or InvalidOperationException)
        {
            throw new JsonException(fault.Message, fault);
        }
    }

    public override void Write(Utf8JsonWriter writer, LongText value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
