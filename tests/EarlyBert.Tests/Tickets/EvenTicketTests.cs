using System.Text.Json.Nodes;
using EarlyBert.Baselines;
using EarlyBert.Tickets;
using EarlyBert.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Tickets;

/// <summary>Pruning whole models: even tickets, and lists of heads made elsewhere.</summary>
public sealed class EvenTicketTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly PretrainedBert _model;

    public EvenTicketTests()
    {
        var options = ToyTexts.Options(Strategy.Dense);
        options.Scratch = "L3-H32-A4";
        options.Train.Epochs = 0.2;
        TextClassifierTraining.Fit(ToyTexts.Make(32, seed: 1), ToyTexts.Labels, options).Classifier.Save(_folder.PathOf("whole"));
        _model = HuggingFaceFolder.Load(_folder.PathOf("whole"));
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    private EarlyBirdTicket Uneven => RandomTicket.Draw(_model.Config, new DrawOptions { GlobalHeads = true, HeadRatio = 0.4, NeuronRatio = 0.35 }, seed: 5);

    [Fact]
    public void Of_UnevenTicket_KeepsTheMeanAndTheTicketsUnits()
    {
        var even = EvenTicket.Of(_model, Uneven);

        Assert.All(even.KeptHeads, layer => Assert.Equal((int)Math.Round(Uneven.KeptHeads.Average(kept => kept.Count)), layer.Count));
        Assert.All(even.KeptNeurons, layer => Assert.Equal((int)Math.Round(Uneven.KeptNeurons.Average(kept => kept.Count)), layer.Count));
        foreach (var (kept, wanted) in even.KeptNeurons.Zip(Uneven.KeptNeurons).Concat(even.KeptHeads.Zip(Uneven.KeptHeads)))
            Assert.Equal(Math.Min(kept.Count, wanted.Count), kept.Intersect(wanted).Count());
    }

    [Fact]
    public void Of_LayerWithTooManyNeurons_DropsThoseWithTheSmallestWeights()
    {
        _model.Tensors["bert.encoder.layer.0.intermediate.dense.weight"].narrow(0, 7, 1).zero_();
        IReadOnlyList<int> all = [.. Enumerable.Range(0, 128)];
        var ticket = Uneven with { KeptNeurons = [all, [.. all.Skip(1)], [.. all.Skip(1)]] };

        Assert.Equal(all.Where(neuron => neuron != 7), EvenTicket.Of(_model, ticket).KeptNeurons[0]);
    }

    [Fact]
    public void Prune_EvenTicket_LoadsWithoutOurNamesInTheConfiguration()
    {
        using (var pruned = StructuredPruning.Prune(_model, EvenTicket.Of(_model, Uneven)))
            pruned.Save(_folder.PathOf("even"));
        var before = Logits("even");
        var path = _folder.PathOf("even/config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        foreach (var name in new[] { "kept_heads", "kept_neurons", "unpruned_intermediate_size" })
            Assert.True(config.Remove(name));
        File.WriteAllText(path, config.ToJsonString());

        Assert.Equal(before, Logits("even"));
    }

    [Fact]
    public void OfPrunedHeads_List_IsThatOfMaskedHeads()
    {
        var ticket = EarlyBirdTicket.OfPrunedHeads(_model.Config, new Dictionary<int, IReadOnlyList<int>> { [0] = [1, 3], [2] = [0] });
        using (var pruned = StructuredPruning.Prune(_model, ticket))
            pruned.Save(_folder.PathOf("pruned"));
        foreach (var (layer, head) in new[] { (0, 1), (0, 3), (2, 0) })
            _model.Tensors[$"bert.encoder.layer.{layer}.attention.output.dense.weight"].narrow(1, head * 8, 8).zero_();
        _model.Save(_folder.PathOf("masked"));

        Assert.Equal([[0, 2], [0, 1, 2, 3], [1, 2, 3]], ticket.KeptHeads);
        foreach (var (expected, actual) in Logits("masked").Zip(Logits("pruned")))
            Assert.Equal(expected, actual, 1e-5f);
    }

    [Theory]
    [InlineData(3, 0, "layers are 0 to 2")]
    [InlineData(0, 4, "head 4 of layer 0")]
    [InlineData(1, -1, "head -1 of layer 1")]
    public void OfPrunedHeads_NotThere_SaysWhatIs(int layer, int head, string reason) =>
        Assert.Contains(reason, Assert.Throws<EarlyBertException>(() => EarlyBirdTicket.OfPrunedHeads(_model.Config, new Dictionary<int, IReadOnlyList<int>> { [layer] = [head] })).Message);

    [Fact]
    public void OfPrunedHeads_AllOfALayer_IsRefused() =>
        Assert.Contains("every head of layer 1", Assert.Throws<EarlyBertException>(() => EarlyBirdTicket.OfPrunedHeads(_model.Config, new Dictionary<int, IReadOnlyList<int>> { [1] = [0, 1, 2, 3] })).Message);

    private float[] Logits(string folder)
    {
        using var classifier = TextClassifier.Load(_folder.PathOf(folder));
        return [.. classifier.Score(["the ant met the whale today", "again the horse saw how the bee ran away"]).SelectMany(row => row)];
    }
}
