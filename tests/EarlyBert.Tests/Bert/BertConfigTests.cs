using EarlyBert.Bert;

namespace EarlyBert.Tests.Bert;

public sealed class BertConfigTests
{
    [Theory]
    [InlineData("tiny", 2, 128, 2)]
    [InlineData("mini", 4, 256, 4)]
    [InlineData("small", 4, 512, 8)]
    [InlineData("base", 12, 768, 12)]
    [InlineData("large", 24, 1024, 16)]
    [InlineData("L2-H128-A4", 2, 128, 4)]
    [InlineData("L12-H768-A12", 12, 768, 12)]
    public void FromName_Size_HasItsShape(string name, int layers, int hidden, int heads)
    {
        var config = BertConfig.FromName(name);

        Assert.Equal((layers, hidden, heads, 4 * hidden), (config.NumHiddenLayers, config.HiddenSize, config.NumAttentionHeads, config.IntermediateSize));
    }

    [Theory]
    [InlineData("huge", "tiny, mini")]
    [InlineData("", "tiny, mini")]
    [InlineData("L2-H128", "L2-H128-A4")]
    [InlineData("L2-H128-A", "L2-H128-A4")]
    [InlineData("L-2-H128-A2", "L2-H128-A4")]
    [InlineData("L2-H128-A3", "multiple of num_attention_heads")]
    [InlineData("L0-H128-A2", "num_hidden_layers is 0")]
    public void FromName_NoShape_SaysWhatIsAllowed(string name, string reason) =>
        Assert.Contains(reason, Assert.Throws<EarlyBertException>(() => BertConfig.FromName(name)).Message);
}
