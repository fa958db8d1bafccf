using EarlyBert.Bert;
using EarlyBert.Tickets;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Tickets;

public class DrawingTests
{
    private static readonly IReadOnlyDictionary<string, Tensor> Recorded = GoldenModel.Read("07-drawing/drawing.safetensors");

    private static readonly BertConfig PrunedShape = new()
    {
        NumHiddenLayers = 2,
        NumAttentionHeads = 4,
        HiddenSize = 8,
        IntermediateSize = 6,
        KeptHeads = [[0, 2, 3], [1]],
        KeptNeurons = [[0, 1, 4, 5], [2, 3, 5]],
    };

    public static TheoryData<string> Masks
    {
        get
        {
            var data = new TheoryData<string>();
            // The recorded exact rule ranks signed values, this library magnitudes, as the paper says: they part on negative ones.
            foreach (var name in Recorded.Keys.Where(name => name.StartsWith("mask.", StringComparison.Ordinal)
                && !name.Contains(".walk.", StringComparison.Ordinal) && !name.StartsWith("mask.exact.signed.", StringComparison.Ordinal)))
                data.Add(name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Masks))]
    public void Cut_RecordedCoefficients_GivesTheRecordedMask(string name)
    {
        var parts = name.Split('.');
        var method = Array.FindIndex(parts, part => part is "layerwise" or "global");
        var matrix = string.Join('.', parts[2..method]);
        var ratio = GoldenData.Settings("07-drawing").GetProperty("ratios").GetProperty(string.Join('.', parts[(method + 1)..])).GetDouble();
        var rule = parts[1] == "exact" ? TicketRule.Exact : TicketRule.Quantile;
        var coefficients = Rows<float>(Recorded[$"coefficients.{matrix}"]);

        var kept = TicketDrawing.Cut(coefficients, ratio, parts[method] == "global", rule);

        Assert.Equal(Rows<byte>(Recorded[name]).SelectMany(row => row), kept.SelectMany(row => row.Select(unit => unit ? (byte)1 : (byte)0)));
    }

    [Theory]
    [InlineData("heads", 1.0 / 3, false)]
    [InlineData("neurons", 0.4, true)]
    public void Between_RecordedWalk_GivesTheRecordedDistances(string kind, double ratio, bool global)
    {
        var walk = Recorded[$"coefficients.walk.{kind}"];
        foreach (var (rule, key) in new[] { (TicketRule.Exact, "exact"), (TicketRule.Quantile, "quantile") })
        {
            var masks = Enumerable.Range(0, 8).Select(i => TicketDrawing.Cut(Rows<float>(walk[i]), ratio, global, rule)).ToArray();
            var expected = Recorded[$"distance.{key}.walk.{kind}"].data<double>().ToArray();

            Assert.Equal(expected, from a in masks from b in masks select MaskDistance.Between(a, b));
        }
    }

    [Fact]
    public void Neurons_EmptyLayer_KeepsTheLargestAndSaysSo()
    {
        float[][] coefficients = [[0.1f, 0.3f, 0.2f], [0.9f, 0.8f, 0.7f]];

        var mask = TicketDrawing.Neurons(coefficients, new DrawOptions { NeuronRatio = 0.5 });

        Assert.Equal([false, true, false], mask.Kept[0]);
        Assert.Equal([0], mask.Protected);
    }

    [Fact]
    public void Draw_PrunedModel_CountsWhatIsLeftAndNamesOriginalUnits()
    {
        var ticket = TicketDrawing.Draw(PrunedShape, [[0.1f, 0.3f, 0.2f], [5]], [[4, 1, 3, 2], [9, 8, 0.5f]], new DrawOptions { HeadRatio = 0.4, NeuronRatio = 0.4 });

        Assert.Equal((2, 4, 6), (ticket.Layers, ticket.Heads, ticket.Neurons));
        Assert.Equal([[2, 3], [1]], ticket.KeptHeads);
        Assert.Equal([[0, 4], [2, 3]], ticket.KeptNeurons); // 40 % of 7 are 3.
        Assert.Equal(ticket.KeptHeads, ticket.Prune(PrunedShape).KeptHeads);
    }

    [Fact]
    public void Draw_PrunedModelsLastHead_StaysAndIsSaid()
    {
        var ticket = TicketDrawing.Draw(PrunedShape, [[1, 2, 3], [5]], [[4, 1, 3, 2], [9, 8, 7]], new DrawOptions { HeadRatio = 0.6 });

        Assert.Equal([[3], [1]], ticket.KeptHeads);
        Assert.Contains("Layer 1 would have lost every head", Assert.Single(ticket.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_CoefficientsOfTheUnprunedModel_AreRefused()
    {
        var fault = Assert.Throws<EarlyBertException>(() => TicketDrawing.Draw(PrunedShape, [[1, 2, 3, 4], [1, 2, 3, 4]], [[1, 2, 3, 4], [1, 2, 3]], new DrawOptions()));

        Assert.Contains("layer 0 has 4 heads and 4 neurons, in the model 3 and 4", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trace_LayersOfDifferentWidth_CountsEveryUnit()
    {
        float[][] heads = [[1, 2, 3], [5]];
        var record = new SearchRecord { Steps = [0, 4], Heads = [heads, heads], Neurons = [[[4, 1, 3, 2], [9, 8, 0.5f]], [[4, 3, 1, 2], [9, 8, 0.5f]]] };

        var point = Assert.Single(MaskDistance.Trace(record, new DrawOptions { NeuronRatio = 0.3 }));

        Assert.Equal((4, 0, 2.0 / 7), (point.Step, point.Heads, point.Neurons));
    }

    [Fact]
    public void Neurons_Multiple_RoundsKeptUnitsUp()
    {
        var random = new SeededRandom(1);
        float[][] coefficients = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 64).Select(_ => (float)random.NextDouble()).ToArray())];

        var mask = TicketDrawing.Neurons(coefficients, new DrawOptions { NeuronRatio = 0.4, NeuronMultiple = 16 });

        Assert.All(mask.Kept, row => Assert.Equal(0, row.Count(unit => unit) % 16));
    }

    [Fact]
    public void Heads_StartOfASearch_AreTied()
    {
        float[][] ones = [[1, 1, 1, 1]];
        float[][] untied = [[1.1f, 0.9f, 1.2f, 0.8f]];
        var options = new DrawOptions { HeadRatio = 0.5 };

        Assert.True(TicketDrawing.Heads(ones, options).Tied);
        Assert.False(TicketDrawing.Heads(untied, options).Tied);
    }

    [Fact]
    public void IsStable_TiedOrRestlessMasks_WaitsForPatience()
    {
        MaskDistancePoint calm = new(1, 0.05, 0.05, false), tied = new(1, 0, 0, true), restless = new(1, 0.05, 0.3, false);

        Assert.True(MaskDistance.IsStable([restless, calm, calm, calm], 0.1, 3));
        Assert.False(MaskDistance.IsStable([calm, calm], 0.1, 3));
        Assert.False(MaskDistance.IsStable([calm, restless, calm], 0.1, 3));
        Assert.False(MaskDistance.IsStable([tied, tied, tied], 0.1, 3));
    }

    private static T[][] Rows<T>(Tensor matrix) where T : unmanaged =>
        [.. Enumerable.Range(0, (int)matrix.shape[0]).Select(i => matrix[i].data<T>().ToArray())];
}
