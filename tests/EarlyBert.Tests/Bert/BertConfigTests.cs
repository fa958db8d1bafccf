using System.Text.Json.Nodes;
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

    private static readonly BertConfig Small = new() { VocabSize = 9, NumHiddenLayers = 2, HiddenSize = 12, NumAttentionHeads = 3, IntermediateSize = 6 };

    [Theory]
    [InlineData("""{"0": "no", "2": "yes"}""", "{}", "has no label 1 in id2label")]
    [InlineData("""{"0": "no", "1": "no"}""", "{}", "names two labels 'no'")]
    [InlineData("""{"0": "no", "1": "yes"}""", """{"no": 1, "yes": 0}""", "calls label 0 'no' in id2label, but 'no' is label 1 in label2id")]
    public void FromJson_LabelsThatContradictEachOther_NamesThem(string id2label, string label2id, string reason) =>
        Assert.Contains(reason, Assert.Throws<EarlyBertException>(() => BertConfig.FromJson($$"""{"id2label": {{id2label}}, "label2id": {{label2id}} }""", "config.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void ToJson_UnevenPruning_NamesThePrunedHeadsToo()
    {
        var pruned = Small with { KeptHeads = [[1], [0, 1, 2]], KeptNeurons = [[0, 5], [1, 2, 3]] };
        var node = JsonNode.Parse(pruned.ToJson())!;

        Assert.Equal("[0,2]", node["pruned_heads"]!["0"]!.ToJsonString());
        Assert.Equal("[]", node["pruned_heads"]!["1"]!.ToJsonString());
        Assert.Equal(6, (int)node["intermediate_size"]!);
        Assert.Equal(pruned.ToJson(), BertConfig.FromJson(pruned.ToJson(), "it").ToJson());
    }

    [Fact]
    public void ToJson_AsManyNeuronsInEveryLayer_SaysHowMany()
    {
        var pruned = Small with { KeptNeurons = [[0, 5], [1, 2]] };
        var node = JsonNode.Parse(pruned.ToJson())!;

        Assert.Equal((2, 6), ((int)node["intermediate_size"]!, (int)node["unpruned_intermediate_size"]!));
        var read = BertConfig.FromJson(pruned.ToJson(), "it");
        Assert.Equal(6, read.IntermediateSize);
        Assert.Equal(pruned.KeptNeurons, read.KeptNeurons!);
    }

    [Fact]
    public void FromJson_PrunedByHuggingFace_HasTheHeadsThatAreLeft()
    {
        var read = BertConfig.FromJson("""{"vocab_size": 9, "num_hidden_layers": 2, "hidden_size": 12, "num_attention_heads": 3, "intermediate_size": 6, "pruned_heads": {"1": [0, 2]}}""", "it");

        Assert.Equal([[0, 1, 2], [1]], read.KeptHeads!);
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
