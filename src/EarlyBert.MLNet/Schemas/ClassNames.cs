using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Schemas;

/// <summary>
/// The classes of a label key, as text for people and models, and in the type that the key's values have: labels that
/// were numbers before <c>MapValueToKey</c> come back as numbers from <c>MapKeyToValue</c>.
/// </summary>
internal sealed class ClassNames
{
    /// <summary>ML.NET's name of the annotation.</summary>
    public const string KeyValues = "KeyValues";

    /// <summary>ML.NET's name of the annotation that names a vector's slots.</summary>
    public const string SlotNames = "SlotNames";

    private static readonly Codec[] Codecs =
    [
        new Codec<ReadOnlyMemory<char>>(TextDataViewType.Instance, value => value.ToString(), text => text.AsMemory()),
        new Codec<bool>(BooleanDataViewType.Instance, value => value ? "True" : "False", bool.Parse),
        Number<sbyte>(NumberDataViewType.SByte), Number<byte>(NumberDataViewType.Byte),
        Number<short>(NumberDataViewType.Int16), Number<ushort>(NumberDataViewType.UInt16),
        Number<int>(NumberDataViewType.Int32), Number<uint>(NumberDataViewType.UInt32),
        Number<long>(NumberDataViewType.Int64), Number<ulong>(NumberDataViewType.UInt64),
        Number<float>(NumberDataViewType.Single), Number<double>(NumberDataViewType.Double),
    ];

    private readonly Codec _codec;

    private ClassNames(IReadOnlyList<string> names, Codec codec)
    {
        Names = names;
        _codec = codec;
    }

    /// <summary>One name a class; class i is key i + 1.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The type of the key's values as ML.NET prints it, <c>String</c> or <c>Single</c> for example.</summary>
    public string ValueType => _codec.Type.ToString()!;

    /// <summary>The classes of a key column; their indices from 0 where the key has no values.</summary>
    public static ClassNames Of(DataViewSchema.Column label)
    {
        var count = checked((int)((KeyDataViewType)label.Type).Count);
        if (label.Annotations.Schema.GetColumnOrNull(KeyValues)?.Type is VectorDataViewType { IsKnownSize: true } type && type.Size == count
            && Find(type.ItemType) is { } codec)
            return new ClassNames(codec.Read(label.Annotations), codec);
        return new ClassNames(Enumerable.Range(0, count).Select(index => index.ToString(CultureInfo.InvariantCulture)).ToArray(), Codecs[0]);
    }

    /// <summary>The labels that the slots of a vector of known size are named by; a slot without a name is called by its index from 0.</summary>
    /// <exception cref="EarlyBertException">Two slots have one name.</exception>
    public static ClassNames OfSlots(DataViewSchema.Column label)
    {
        var names = Enumerable.Range(0, ((VectorDataViewType)label.Type).Size).Select(index => index.ToString(CultureInfo.InvariantCulture)).ToArray();
        if (label.HasSlotNames())
        {
            VBuffer<ReadOnlyMemory<char>> given = default;
            label.GetSlotNames(ref given);
            foreach (var (slot, name) in given.Items().Where(slot => !slot.Value.Span.IsWhiteSpace()))
                names[slot] = name.ToString();
        }

        var twice = names.CountBy(name => name).FirstOrDefault(pair => pair.Value > 1).Key;
        return twice is null
            ? new ClassNames(names, Codecs[0])
            : throw new EarlyBertException($"Column '{label.Name}' has several slots named '{twice}'; name each label once.");
    }

    /// <summary>
    /// Stands for the classes of a key column whose data has not been seen: what a shape tells is the type of its values.
    /// </summary>
    public static ClassNames Unseen(SchemaShape.Column label)
    {
        foreach (var annotation in label.Annotations)
        {
            if (annotation.Name == KeyValues && Find(annotation.ItemType) is { } codec)
                return new ClassNames(codec.Placeholders, codec);
        }

        return new ClassNames(Codecs[0].Placeholders, Codecs[0]);
    }

    /// <summary>The classes that a saved model names.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="valueType">What <see cref="ValueType"/> was.</param>
    /// <param name="source">Named in the message.</param>
    /// <exception cref="EarlyBertException">There is no such type, or a name is no value of it.</exception>
    public static ClassNames Of(IReadOnlyList<string> names, string valueType, string source)
    {
        var codec = Array.Find(Codecs, codec => codec.Type.ToString() == valueType)
            ?? throw new EarlyBertException($"'{source}' has labels of type '{valueType}', which this version does not know; update EarlyBert.MLNet or save the model again.");
        if (names.FirstOrDefault(name => !codec.CanParse(name)) is { } wrong)
            throw new EarlyBertException($"'{source}' is damaged: the label '{wrong}' is no {valueType}; get the file again or save the model again.");
        return new ClassNames(names, codec);
    }

    /// <summary>Adds the classes to a column's annotations, as values of their own type or as text.</summary>
    public void Annotate(DataViewSchema.Annotations.Builder builder, string kind, bool asText = false) =>
        (asText ? Codecs[0] : _codec).Annotate(builder, kind, Names);

    private static Codec? Find(DataViewType type) => Array.Find(Codecs, codec => codec.Type.Equals(type));

    private static Codec<T> Number<T>(PrimitiveDataViewType type)
        where T : IFormattable, IParsable<T> =>
        new(type, value => value.ToString(null, CultureInfo.InvariantCulture), text => T.Parse(text, CultureInfo.InvariantCulture));

    private abstract class Codec(PrimitiveDataViewType type)
    {
        public PrimitiveDataViewType Type { get; } = type;

        /// <summary>Two names that are values of the type.</summary>
        public abstract string[] Placeholders { get; }

        public abstract string[] Read(DataViewSchema.Annotations annotations);

        public abstract bool CanParse(string name);

        public abstract void Annotate(DataViewSchema.Annotations.Builder builder, string kind, IReadOnlyList<string> names);
    }

    private sealed class Codec<T>(PrimitiveDataViewType type, Func<T, string> format, Func<string, T> parse) : Codec(type)
    {
        public override string[] Placeholders => [format(default!), format(default!)];

        public override string[] Read(DataViewSchema.Annotations annotations)
        {
            VBuffer<T> values = default;
            annotations.GetValue(KeyValues, ref values);
            return values.DenseValues().Select(format).ToArray();
        }

        public override bool CanParse(string name)
        {
            try
            {
                parse(name);
                return true;
            }
            catch (Exception fault) when (fault is FormatException or OverflowException)
            {
                return false;
            }
        }

        public override void Annotate(DataViewSchema.Annotations.Builder builder, string kind, IReadOnlyList<string> names)
        {
            var values = names.Select(parse).ToArray();
            builder.Add(kind, new VectorDataViewType(Type, values.Length), (ref VBuffer<T> destination) =>
            {
                var editor = VBufferEditor.Create(ref destination, values.Length);
                values.CopyTo(editor.Values);
                destination = editor.Commit();
            });
        }
    }
}
