using System.Text.Json;
using System.Text.Json.Serialization;

namespace EarlyBert.Training;

/// <summary><c>"none"</c>, <c>"balanced"</c>, or an object of weights by label.</summary>
internal sealed class ClassWeightsJson : JsonConverter<ClassWeights>
{
    public override ClassWeights Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.StartObject ? ClassWeights.Of(NamedNumbers.Read(ref reader)) : ClassWeights.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, ClassWeights value, JsonSerializerOptions options)
    {
        if (value.ByName is { } weights)
            NamedNumbers.Write(writer, weights);
        else
            writer.WriteStringValue(value.ToString());
    }
}
