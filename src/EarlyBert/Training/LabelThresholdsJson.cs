using System.Text.Json;
using System.Text.Json.Serialization;

namespace EarlyBert.Training;

/// <summary>A number, <c>"best-f1"</c>, or an object of thresholds by label.</summary>
internal sealed class LabelThresholdsJson : JsonConverter<LabelThresholds>
{
    public override LabelThresholds Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.StartObject => LabelThresholds.Of(NamedNumbers.Read(ref reader)),
        JsonTokenType.Number => LabelThresholds.Same(reader.GetDouble()),
        _ => LabelThresholds.Parse(reader.GetString() ?? ""),
    };

    public override void Write(Utf8JsonWriter writer, LabelThresholds value, JsonSerializerOptions options)
    {
        if (value.ByName is { } thresholds)
            NamedNumbers.Write(writer, thresholds);
        else if (value == LabelThresholds.BestF1)
            writer.WriteStringValue(value.ToString());
        else
            writer.WriteRawValue(value.ToString());
    }
}
