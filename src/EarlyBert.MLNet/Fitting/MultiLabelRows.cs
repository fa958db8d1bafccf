using EarlyBert.MLNet.Schemas;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Fitting;

/// <summary>Rows with any number of labels each: the slots of a vector that are true or 1.</summary>
internal sealed class MultiLabelRows(EarlyBertClassifierOptions options, TextRowReader reader)
{
    /// <summary>Training rows and the labels that the vector's slots are named by.</summary>
    public (MultiLabelTexts Rows, ClassNames Labels) ReadTraining(IDataView data)
    {
        var label = Columns.Indicators(data.Schema, options.LabelColumnName, nameof(options.LabelColumnName));
        var names = ClassNames.OfSlots(label);
        return (Read(data, label, [.. Enumerable.Range(0, names.Names.Count)], "training set"), names);
    }

    /// <summary>Validation rows, their slots matched by name with the training set's.</summary>
    public MultiLabelTexts ReadValidation(IDataView data, ClassNames labels)
    {
        var label = Columns.Indicators(data.Schema, options.LabelColumnName, nameof(options.LabelColumnName));
        var own = ClassNames.OfSlots(label).Names;
        var differing = own.Except(labels.Names).Select(name => $"only the validation set has '{name}'").Concat(labels.Names.Except(own).Select(name => $"only the training set has '{name}'")).ToArray();
        if (differing.Length > 0)
            throw new EarlyBertException($"The labels of column '{label.Name}' differ: {string.Join(", ", differing.Take(10))}{(differing.Length > 10 ? ", ..." : "")}; give both sets the same slots.");
        var places = labels.Names.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place);
        return Read(data, label, [.. own.Select(name => places[name])], "validation set");
    }

    private MultiLabelTexts Read(IDataView data, DataViewSchema.Column label, int[] places, string name)
    {
        var rows = reader.Read(data, label, cursor => ((VectorDataViewType)label.Type).ItemType is BooleanDataViewType ? Flags(cursor, label, places) : Numbers(cursor, label, places, name), name);
        return new MultiLabelTexts(rows.Texts, rows.Pairs, rows.Labels);
    }

    private static LabelGetter<IReadOnlyList<int>> Flags(DataViewRowCursor cursor, DataViewSchema.Column label, int[] places)
    {
        var getter = cursor.GetGetter<VBuffer<bool>>(label);
        VBuffer<bool> vector = default;
        return (out IReadOnlyList<int> labels) =>
        {
            getter(ref vector);
            labels = [.. vector.Items().Where(slot => slot.Value).Select(slot => places[slot.Key])];
            return true;
        };
    }

    /// <summary>A row with a slot that is not a number has no label.</summary>
    private static LabelGetter<IReadOnlyList<int>> Numbers(DataViewRowCursor cursor, DataViewSchema.Column label, int[] places, string name)
    {
        var getter = cursor.GetGetter<VBuffer<float>>(label);
        VBuffer<float> vector = default;
        return (out IReadOnlyList<int> labels) =>
        {
            getter(ref vector);
            var present = new List<int>();
            var whole = true;
            foreach (var (slot, value) in vector.Items())
            {
                if (value is not (0 or 1) && !float.IsNaN(value))
                    throw new EarlyBertException($"Row {cursor.Position + 1} of the {name} has {value} in slot {slot} of column '{label.Name}' (allowed: 0 or 1); say with 1 which labels a row has.");
                whole &= !float.IsNaN(value);
                if (value == 1)
                    present.Add(places[slot]);
            }

            labels = present;
            return whole;
        };
    }
}
