using EarlyBert.MLNet.Schemas;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Fitting;

/// <summary>Reads labels and texts out of a data view, in one pass, and answers for the rows that cannot be used.</summary>
internal sealed class LabelledRows(EarlyBertClassifierOptions options, TrainingLog log, CancellationToken cancellationToken)
{
    /// <summary>Rows between two looks at the token.</summary>
    private const int LookEvery = 1024;

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
        if (label.Type is KeyDataViewType)
        {
            var own = ClassNames.Of(label).Names.Select(name => indices.GetValueOrDefault(name, -1)).ToArray();
            return Read(data, label, cursor => Map(KeyGetter(cursor, label), own), "validation set");
        }

        if (label.Type is TextDataViewType)
            return Read(data, label, cursor => TextGetter(cursor, label, indices), "validation set");
        throw new EarlyBertException(
            $"Column '{label.Name}' of the validation set is of type {label.Type}; it has to be a key or text, as MapValueToKey gives or takes it.");
    }

    /// <param name="data">The rows.</param>
    /// <param name="label">The label's column.</param>
    /// <param name="labelOf">Makes a function that gives the current row's class, or -1 where there is none.</param>
    /// <param name="name">What to call the rows in messages.</param>
    private LabelledTexts Read(IDataView data, DataViewSchema.Column label, Func<DataViewRowCursor, Func<int>> labelOf, string name)
    {
        var textColumn = Columns.Text(data.Schema, options.TextColumnName, nameof(options.TextColumnName));
        DataViewSchema.Column? pairColumn = options.TextPairColumnName is null ? null : Columns.Text(data.Schema, options.TextPairColumnName, nameof(options.TextPairColumnName));
        var columns = new[] { label, textColumn }.Concat(pairColumn is { } extra ? [extra] : []).DistinctBy(column => column.Index);

        var texts = new List<string>();
        var pairs = pairColumn is null ? null : new List<string>();
        var labels = new List<int>();
        long row = 0, missing = 0, firstMissing = 0;
        using (var cursor = data.GetRowCursor(columns))
        {
            var getLabel = labelOf(cursor);
            var getText = cursor.GetGetter<ReadOnlyMemory<char>>(textColumn);
            var getPair = pairColumn is { } second ? cursor.GetGetter<ReadOnlyMemory<char>>(second) : null;
            ReadOnlyMemory<char> text = default;
            while (cursor.MoveNext())
            {
                if (row++ % LookEvery == 0)
                    cancellationToken.ThrowIfCancellationRequested();
                var index = getLabel();
                if (index < 0)
                {
                    firstMissing = missing++ == 0 ? row : firstMissing;
                    continue;
                }

                labels.Add(index);
                getText(ref text);
                texts.Add(text.ToString());
                if (getPair is not null)
                {
                    getPair(ref text);
                    pairs!.Add(text.ToString());
                }
            }
        }

        if (row == 0)
            throw new EarlyBertException($"The {name} has no rows; check the file and the filters before the classifier.");
        if (missing > 0)
            Answer(missing, row, firstMissing, name);
        return new LabelledTexts(texts, pairs, labels);
    }

    private void Answer(long missing, long rows, long first, string name)
    {
        var fact = $"{missing} of {rows} rows of the {name} have no known label in column '{options.LabelColumnName}', the first is row {first}";
        if (options.MissingLabel == MissingLabel.Error)
            throw new EarlyBertException($"{fact}; label them, or set {nameof(options.MissingLabel)} to {nameof(MissingLabel.Skip)} to leave them out.");
        if (missing == rows)
            throw new EarlyBertException($"{fact}, so nothing is left; check that column '{options.LabelColumnName}' is the label.");
        log.Warn($"{fact}; they are left out.");
    }

    /// <summary>The class of a key: its value less one, whatever integer holds it.</summary>
    private static Func<int> KeyGetter(DataViewRowCursor cursor, DataViewSchema.Column label)
    {
        Func<int> Of<T>(Func<T, ulong> widen)
        {
            var getter = cursor.GetGetter<T>(label);
            var value = default(T)!;
            return () =>
            {
                getter(ref value);
                return (int)widen(value) - 1;
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

    private static Func<int> Map(Func<int> own, int[] classes) => () => own() is var index and >= 0 ? classes[index] : -1;

    private static Func<int> TextGetter(DataViewRowCursor cursor, DataViewSchema.Column label, Dictionary<string, int> indices)
    {
        var getter = cursor.GetGetter<ReadOnlyMemory<char>>(label);
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            getter(ref value);
            return indices.GetValueOrDefault(value.ToString(), -1);
        };
    }
}
