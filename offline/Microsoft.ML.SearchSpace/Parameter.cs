using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.ML.SearchSpace;

/// <summary>A value, or values by name, that a tuner proposes.</summary>
[JsonConverter(typeof(ParameterConverter))]
public sealed class Parameter : IDictionary<string, Parameter>, IEquatable<Parameter>
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private Parameter(object value, ParameterType type) => (Value, ParameterType) = (value, type);

    internal object Value { get; }

    public ParameterType ParameterType { get; }

    public int Count => ParameterType == ParameterType.Object ? Named.Count : 1;

    public bool IsReadOnly => ((ICollection<KeyValuePair<string, Parameter>>)Named).IsReadOnly;

    public ICollection<string> Keys => Named.Keys;

    ICollection<Parameter> IDictionary<string, Parameter>.Values => Named.Values;

    private Dictionary<string, Parameter> Named => Value as Dictionary<string, Parameter> ?? throw new InvalidOperationException("parameter is not object type.");

    public Parameter this[string key]
    {
        get => Named[key];
        set => Named[key] = value;
    }

    public static Parameter FromDouble(double value) => new(value, ParameterType.Number);

    public static Parameter FromFloat(float value) => new(value, ParameterType.Number);

    public static Parameter FromLong(long value) => new(value, ParameterType.Integer);

    public static Parameter FromInt(int value) => new(value, ParameterType.Integer);

    public static Parameter FromString(string value) => new(value, ParameterType.String);

    public static Parameter FromBool(bool value) => new(value, ParameterType.Bool);

    public static Parameter FromEnum<T>(T value) where T : struct, Enum => FromString(Enum.GetName(value)!);

    public static Parameter FromIEnumerable<T>(IEnumerable<T> values) => new(values, ParameterType.Array);

    /// <summary>The readable and writable properties of an object, whatever they hold; a simple value as itself.</summary>
    public static Parameter FromObject<T>(T value) where T : class => Of(value, typeof(T));

    public static Parameter CreateNestedParameter(params KeyValuePair<string, Parameter>[] parameters)
    {
        var nested = new Parameter(new Dictionary<string, Parameter>(), ParameterType.Object);
        foreach (var (key, value) in parameters)
            nested[key] = value;
        return nested;
    }

    /// <summary>The value as it is, if it is of that type; else by way of JSON.</summary>
    public T AsType<T>() => Value is T same ? same : JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(Value, Json), Json)!;

    public void Add(string key, Parameter value) => Named.Add(key, value);

    public void Add(KeyValuePair<string, Parameter> item) => Named.Add(item.Key, item.Value);

    public void Clear() => Named.Clear();

    public bool Contains(KeyValuePair<string, Parameter> item) => Named.Contains(item);

    public bool ContainsKey(string key) => Named.ContainsKey(key);

    public void CopyTo(KeyValuePair<string, Parameter>[] array, int arrayIndex) => ((ICollection<KeyValuePair<string, Parameter>>)Named).CopyTo(array, arrayIndex);

    public bool Remove(string key) => Named.Remove(key);

    public bool Remove(KeyValuePair<string, Parameter> item) => ((ICollection<KeyValuePair<string, Parameter>>)Named).Remove(item);

    public bool TryGetValue(string key, out Parameter value) => Named.TryGetValue(key, out value!);

    public bool Equals(Parameter? other) => other is not null && JsonSerializer.Serialize(this) == JsonSerializer.Serialize(other);

    public override bool Equals(object? obj) => Equals(obj as Parameter);

    public override int GetHashCode() => JsonSerializer.Serialize(this).GetHashCode(StringComparison.Ordinal);

    IEnumerator<KeyValuePair<string, Parameter>> IEnumerable<KeyValuePair<string, Parameter>>.GetEnumerator() => Named.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Named.GetEnumerator();

    internal static Parameter Of(object value, Type type)
    {
        switch (value)
        {
            case int number:
                return FromInt(number);
            case long number:
                return FromLong(number);
            case double number:
                return FromDouble(number);
            case float number:
                return FromFloat(number);
            case string text:
                return FromString(text);
            case bool flag:
                return FromBool(flag);
            case IEnumerable values:
                return new Parameter(values, ParameterType.Array);
            case Enum member:
                return FromString(Enum.GetName(member.GetType(), member)!);
        }

        var nested = CreateNestedParameter();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanRead && property.CanWrite))
        {
            if (property.GetValue(value) is { } held && Of(held, property.PropertyType) is { Count: > 0 } parameter)
                nested[property.Name] = parameter;
        }

        return nested;
    }
}
