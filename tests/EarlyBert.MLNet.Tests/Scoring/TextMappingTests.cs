using EarlyBert.MLNet.Scoring;
using EarlyBert.MLNet.Tests.Support;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Tests.Scoring;

/// <summary>The lazy view and the row mapper, over a model that counts: it answers with a text's length.</summary>
public sealed class TextMappingTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly List<int> _calls = [];

    [Fact]
    public void Transform_NothingRead_OpensNoCursor()
    {
        var source = new CountingSource<Review>(Reviews.Make(10));

        var view = Mapping().Transform(_context.Data.LoadFromEnumerable(source));

        Assert.Equal(["Label", "Text", "Second", "Id", "Length"], view.Schema.Select(column => column.Name));
        Assert.Equal(0, source.Enumerations);
        Assert.False(view.CanShuffle);
    }

    [Fact]
    public void GetRowCursor_OnlySourceColumns_RunsNoModelAndReadsOnce()
    {
        var source = new CountingSource<Review>(Reviews.Make(10));
        var view = Mapping().Transform(_context.Data.LoadFromEnumerable(source));

        var ids = view.GetColumn<int>("Id").ToArray();

        Assert.Equal(Enumerable.Range(0, 10), ids);
        Assert.Equal((1, 10), (source.Enumerations, source.Rows));
        Assert.Empty(_calls);
    }

    [Fact]
    public void GetRowCursor_OnlyAddedColumn_ReadsTheSourceOnce()
    {
        var source = new CountingSource<Review>(Reviews.Make(600));
        var view = Mapping(batchSize: 8).Transform(_context.Data.LoadFromEnumerable(source));

        var lengths = view.GetColumn<float[]>("Length").Select(vector => (int)vector[0]).ToArray();

        Assert.Equal(Reviews.Make(600).Select(row => row.Text.Length), lengths);
        Assert.Equal((1, 600), (source.Enumerations, source.Rows));
        Assert.Equal([8, 256, 256, 80], _calls);
    }

    [Fact]
    public void GetRowCursor_SourceAndAddedColumns_KeepsRowsTogether()
    {
        var source = new CountingSource<Review>(Reviews.Make(300));
        var view = Mapping().Transform(_context.Data.LoadFromEnumerable(source));

        using var cursor = view.GetRowCursor([view.Schema["Id"], view.Schema["Length"]]);
        var getId = cursor.GetGetter<int>(view.Schema["Id"]);
        var getLength = cursor.GetGetter<VBuffer<float>>(view.Schema["Length"]);
        int id = 0;
        VBuffer<float> length = default;
        var rows = Reviews.Make(300);
        for (var row = 0; row < rows.Length; row++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(row, cursor.Position);
            getId(ref id);
            getLength(ref length);
            Assert.Equal((row, rows[row].Text.Length), (id, (int)length.GetItemOrDefault(0)));
        }

        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
        Assert.Equal(2, source.Enumerations);
    }

    [Fact]
    public void GetRowCursor_ColumnsNotAskedFor_AreNotActive()
    {
        var opened = new List<string>();
        var view = Mapping().Transform(new SpyView(_context.Data.LoadFromEnumerable(Reviews.Make(10)), opened));

        using var cursor = view.GetRowCursor([view.Schema["Id"], view.Schema["Length"]]);

        Assert.Equal(["Text", "Id"], opened);
        Assert.False(cursor.IsColumnActive(view.Schema["Label"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Label"]));
    }

    [Fact]
    public void GetGetter_AnotherType_Throws()
    {
        var view = Mapping().Transform(_context.Data.LoadFromEnumerable(Reviews.Make(2)));
        using var cursor = view.GetRowCursor([view.Schema["Length"]]);

        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<uint>(view.Schema["Length"]));
    }

    [Fact]
    public void Getter_BeforeMoveNext_Throws()
    {
        var view = Mapping().Transform(_context.Data.LoadFromEnumerable(Reviews.Make(2)));
        using var cursor = view.GetRowCursor([view.Schema["Length"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Length"]);
        VBuffer<float> value = default;

        Assert.Throws<InvalidOperationException>(() => getter(ref value));
    }

    [Fact]
    public void Getter_RowsPassedOver_AreNotScored()
    {
        var view = Mapping(batchSize: 4).Transform(_context.Data.LoadFromEnumerable(Reviews.Make(100)));
        using var cursor = view.GetRowCursor([view.Schema["Id"], view.Schema["Length"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Length"]);
        VBuffer<float> value = default;
        for (var row = 0; row <= 90; row++)
            cursor.MoveNext();

        getter(ref value);

        Assert.Equal(Reviews.Make(100)[90].Text.Length, (int)value.GetItemOrDefault(0));
        Assert.Equal([4], _calls);
    }

    [Fact]
    public void TakeRows_FewRows_ScoresOneBatch()
    {
        var view = Mapping(batchSize: 16).Transform(_context.Data.LoadFromEnumerable(Reviews.Make(1000)));

        Assert.Equal(5, _context.Data.TakeRows(view, 5).GetColumn<float[]>("Length").Count());

        Assert.Equal([16], _calls);
    }

    [Fact]
    public void GetIdGetter_WithAndWithoutSourceColumns_GivesTheSourcesIds()
    {
        var data = _context.Data.LoadFromEnumerable(Reviews.Make(20));
        var view = Mapping(batchSize: 3).Transform(data);

        var expected = Ids(data, "Id");

        Assert.Equal(expected, Ids(view, "Length"));
        Assert.Equal(expected, Ids(view, "Id", "Length"));
        Assert.Equal(expected, Ids(view, "Id"));
    }

    [Fact]
    public void Getter_SourceShorterTheSecondTime_SaysSo()
    {
        var view = Mapping().Transform(_context.Data.LoadFromEnumerable(new ShrinkingSource()));
        using var cursor = view.GetRowCursor([view.Schema["Id"], view.Schema["Length"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Length"]);
        VBuffer<float> value = default;

        var fault = Assert.Throws<EarlyBertException>(() =>
        {
            while (cursor.MoveNext())
                getter(ref value);
        });

        Assert.Contains("same rows each time", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_EmptyData_GivesNoRows()
    {
        var view = Mapping().Transform(_context.Data.LoadFromEnumerable(Array.Empty<Review>()));

        Assert.Empty(view.GetColumn<float[]>("Length"));
        Assert.Empty(_calls);
    }

    [Fact]
    public void Transform_PairColumn_GivesBothTexts()
    {
        var view = (Mapping() with { TextPairColumnName = "Second" }).Transform(_context.Data.LoadFromEnumerable(Reviews.Make(3)));

        Assert.Equal(Reviews.Make(3).Select(row => row.Text.Length + row.Second.Length), view.GetColumn<float[]>("Length").Select(vector => (int)vector[0]));
    }

    [Fact]
    public void Cache_EveryColumn_RunsEachRowOnceAColumn()
    {
        var view = _context.Data.Cache(Mapping(batchSize: 256).Transform(_context.Data.LoadFromEnumerable(Reviews.Make(256))));

        for (var pass = 0; pass < 3; pass++)
            Assert.Equal(256, view.GetColumn<float[]>("Length").Count());

        Assert.Equal([256], _calls);
    }

    [Fact]
    public void GetDependencies_AddedColumn_IsTheText()
    {
        var mapper = Mapping().MapRows(_context.Data.LoadFromEnumerable(Reviews.Make(1)).Schema);

        Assert.Equal(["Text"], mapper.GetDependencies([mapper.OutputSchema["Length"]]).Select(column => column.Name));
        Assert.Equal(["Text", "Id"], mapper.GetDependencies([mapper.OutputSchema["Length"], mapper.OutputSchema["Id"]]).Select(column => column.Name));
        Assert.Equal(["Id"], mapper.GetDependencies([mapper.OutputSchema["Id"]]).Select(column => column.Name));
    }

    [Fact]
    public void GetOutputSchema_NoTextColumn_NamesTheColumns()
    {
        var data = _context.Data.LoadFromEnumerable(Reviews.Make(1));

        var fault = Assert.Throws<EarlyBertException>(() => (Mapping() with { TextColumnName = "Sentence" }).Transform(data));

        Assert.Contains("no column 'Sentence'; the data has 'Label', 'Text', 'Second', 'Id'", fault.Message, StringComparison.Ordinal);
    }

    private TextMapping<float[]> Mapping(int batchSize = 32)
    {
        var added = new DataViewSchema.Builder();
        added.AddColumn("Length", new VectorDataViewType(NumberDataViewType.Single, 1));
        return new TextMapping<float[]>
        {
            TextColumnName = "Text",
            Added = added.ToSchema(),
            BatchSize = batchSize,
            Getter = (_, vector) => VectorGetter.Of(vector),
            Model = (texts, pairs, _) =>
            {
                _calls.Add(texts.Count);
                return texts.Select((text, row) => new[] { (float)(text.Length + (pairs?[row].Length ?? 0)) }).ToArray();
            },
        };
    }

    private static List<DataViewRowId> Ids(IDataView view, params string[] columns)
    {
        using var cursor = view.GetRowCursor(columns.Select(name => view.Schema[name]));
        var getter = cursor.GetIdGetter();
        var ids = new List<DataViewRowId>();
        DataViewRowId id = default;
        while (cursor.MoveNext())
        {
            getter(ref id);
            ids.Add(id);
        }

        return ids;
    }

    /// <summary>Notes the columns that cursors are opened for.</summary>
    private sealed class SpyView(IDataView source, List<string> opened) : IDataView
    {
        public DataViewSchema Schema => source.Schema;

        public bool CanShuffle => source.CanShuffle;

        public long? GetRowCount() => source.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            opened.AddRange(columnsNeeded.Select(column => column.Name));
            return source.GetRowCursor(columnsNeeded, rand);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            [GetRowCursor(columnsNeeded, rand)];
    }

    /// <summary>Gives ten rows to each second reader, three to the others.</summary>
    private sealed class ShrinkingSource : IEnumerable<Review>
    {
        private int _readers;

        public IEnumerator<Review> GetEnumerator() => Reviews.Make(_readers++ % 2 == 0 ? 3 : 10).AsEnumerable().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
