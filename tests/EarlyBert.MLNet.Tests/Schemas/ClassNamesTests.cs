using EarlyBert.MLNet.Schemas;
using EarlyBert.MLNet.Tests.Support;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Tests.Schemas;

public sealed class ClassNamesTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Of_TextKey_GivesItsValues()
    {
        var classes = ClassNames.Of(Keys(Reviews.Make(4)));

        Assert.Equal(["praise", "blame"], classes.Names);
        Assert.Equal("String", classes.ValueType);
    }

    [Fact]
    public void Of_NumberKey_KeepsItsType()
    {
        var classes = ClassNames.Of(Keys(new[] { new Rated { Label = 2.5f }, new Rated { Label = -1 } }));

        Assert.Equal(["2.5", "-1"], classes.Names);
        Assert.Equal("Single", classes.ValueType);

        var back = ClassNames.Of(classes.Names, "Single", "test");
        var annotations = new DataViewSchema.Annotations.Builder();
        back.Annotate(annotations, ClassNames.KeyValues);
        VBuffer<float> values = default;
        annotations.ToAnnotations().GetValue(ClassNames.KeyValues, ref values);
        Assert.Equal([2.5f, -1f], values.DenseValues());
    }

    [Fact]
    public void Of_KeyWithoutValues_CountsFromZero()
    {
        var classes = ClassNames.Of(_context.Data.LoadFromEnumerable(new[] { new Keyed() }).Schema["Label"]);

        Assert.Equal(["0", "1", "2"], classes.Names);
    }

    [Theory]
    [InlineData("Complex", "does not know")]
    [InlineData("Single", "no Single")]
    [InlineData("Boolean", "no Boolean")]
    public void Of_SavedNamesOfAnotherType_SaysWhatIsWrong(string type, string words)
    {
        var fault = Assert.Throws<EarlyBertException>(() => ClassNames.Of(["praise"], type, "model.zip"));

        Assert.Contains("model.zip", fault.Message, StringComparison.Ordinal);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    private DataViewSchema.Column Keys<T>(T[] rows)
        where T : class
    {
        var data = _context.Data.LoadFromEnumerable(rows);
        return _context.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data).Schema["Label"];
    }

    private sealed class Keyed
    {
        [KeyType(3)]
        public uint Label { get; set; }
    }
}
