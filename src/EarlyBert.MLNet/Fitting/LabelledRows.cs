using EarlyBert.MLNet.Schemas;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Fitting;

/// <summary>Rows with one class each.</summary>
internal sealed class LabelledRows(EarlyBertClassifierOptions options, TextRowReader reader)
{
    /// <summary>Training rows and the classes of their label key.</summary>
    public (LabelledTexts Rows, ClassNames Classes) ReadTraining(IDataView data)
    {
        var label = Columns.Key(data.Schema, options.LabelColumnName, nameof(options.LabelColumnName));
        var classes = ClassNames.Of(label);
        var rows = Read(data, label, cursor => KeyGetter(cursor, label), "training set");
        var distinct = rows.Labels.Distinct().Take(2).ToArray();
        if (distinct.Length == 1)
        {
            throw new EarlyBertException(
                $"All {rows.Count} labelled rows of the training set are of class '{classes.Names[distinct[0]]}'; a classifier needs rows of at least two classes.");
        }

        return (rows, classes);
    }

    /// <summary>Validation rows, their labels matched by name with the training set's classes.</summary>
    public LabelledTexts ReadValidation(IDataView data, ClassNames classes)
    {
        var label = Columns.Find(data.Schema, options.LabelColumnName, nameof(options.LabelColumnName));
        var indices = new Dictionary<string, int>();
        for (var index = 0; index < classes.Names.Count; index++)
            indices.TryAdd(classes.Names[index], index);
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        if (label.Type is KeyDataViewType)
        {
            var own = ClassNames.Of(label).Names;
            return Read(data, label, cursor => NameGetter(KeyNameGetter(cursor, label, own), indices, unknown), "validation set", unknown);
        }

        if (label.Type is TextDataViewType)
            return Read(data, label, cursor => NameGetter(TextGetter(cursor, label), indices, unknown), "validation set", unknown);
        throw new EarlyBertException(
            $"Column '{label.Name}' of the validation set is of type {label.Type}; it has to be a key or text, as MapValueToKey gives or takes it.");
    }

    private LabelledTexts Read(IDataView data, DataViewSchema.Column label, Func<DataViewRowCursor, LabelGetter<int>> labelOf, string name, IReadOnlyCollection<string>? unknown = null)
    {
        var rows = reader.Read(data, label, labelOf, name, unknown);
        return new LabelledTexts(rows.Texts, rows.Pairs, rows.Labels);
    }

    /// <summary>The class of a key: its value less one, whatever integer holds it.</summary>
    private static LabelGetter<int> KeyGetter(DataViewRowCursor cursor, DataViewSchema.Column label)
    {
        LabelGetter<int> Of<T>(Func<T, ulong> widen)
        {
            var getter = cursor.GetGetter<T>(label);
            var value = default(T)!;
            return (out int index) =>
            {
                getter(ref value);
                index = (int)widen(value) - 1;
                return index >= 0;
            };
        }

        return Type.GetTypeCode(label.Type.RawType) switch
        {
            TypeCode.Byte => Of<byte>(value => value),
            TypeCode.UInt16 => Of<ushort>(value => value),
            TypeCode.UInt32 => Of<uint>(value => value),
            _ => Of<ulong>(value => value),
        };
    }

    private static LabelGetter<string> KeyNameGetter(DataViewRowCursor cursor, DataViewSchema.Column label, IReadOnlyList<string> names)
    {
        var key = KeyGetter(cursor, label);
        return (out string name) =>
        {
            var known = key(out var index);
            name = known ? names[index] : "";
            return known;
        };
    }

    private static LabelGetter<string> TextGetter(DataViewRowCursor cursor, DataViewSchema.Column label)
    {
        var getter = cursor.GetGetter<ReadOnlyMemory<char>>(label);
        ReadOnlyMemory<char> value = default;
        return (out string name) =>
        {
            getter(ref value);
            name = value.ToString();
            return !value.Span.IsWhiteSpace();
        };
    }

    /// <summary>The class of a name; names that no class has are noted.</summary>
    private static LabelGetter<int> NameGetter(LabelGetter<string> nameOf, Dictionary<string, int> indices, SortedSet<string> unknown) => (out int index) =>
    {
        index = -1;
        if (!nameOf(out var name))
            return false;
        if (indices.TryGetValue(name, out index))
            return true;
        unknown.Add(name);
        return false;
    };
}
