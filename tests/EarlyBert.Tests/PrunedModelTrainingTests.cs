using EarlyBert.Baselines;
using EarlyBert.Bert;
using EarlyBert.Tickets;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Tests;

/// <summary>Fine-tuning from a model in memory, and from one that a ticket has pruned already (paper sections 4.3 and 4.1).</summary>
public sealed class PrunedModelTrainingTests : IDisposable
{
    private static readonly LabelledTexts Rows = ToyTexts.Make(96, seed: 1);
    private readonly TemporaryFolder _folder = new();
    private readonly TextClassifier _first;

    public PrunedModelTrainingTests()
    {
        var options = Options(Strategy.Random);
        options.Scratch = "L2-H32-A4";
        _first = TextClassifierTraining.Fit(Rows, ToyTexts.Labels, options).Classifier;
        _first.Save(_folder.PathOf("first"));
    }

    public void Dispose()
    {
        _first.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Fit_ModelInMemory_GivesTheBitsOfItsFolder()
    {
        using var loaded = HuggingFaceFolder.Load(_folder.PathOf("first"));
        using var head = ones(3);
        var model = loaded with { Tensors = new Dictionary<string, Tensor>(loaded.Tensors) { ["cls.predictions.bias"] = head } };
        var byFolder = Options(Strategy.EarlyBird);
        byFolder.Pretrained = _folder.PathOf("first");
        byFolder.Train.LearningRate = byFolder.Search.LearningRate = null;
        var inMemory = byFolder.Clone();
        inMemory.Pretrained = null;

        var expected = TextClassifierTraining.Fit(Rows, ToyTexts.Labels, byFolder);
        var given = TextClassifierTraining.Fit(Rows, ToyTexts.Labels, inMemory, pretrained: model);
        using var a = expected.Classifier;
        using var b = given.Classifier;

        Assert.Equal(Bytes(a), Bytes(b));
        Assert.Equal((3e-4, 3e-4), (given.Options.Search.LearningRate, given.Options.Train.LearningRate));
        Assert.All(loaded.Tensors.Values, tensor => Assert.False(tensor.IsInvalid));
    }

    [Theory]
    [InlineData(Strategy.EarlyBird, 4e-5)]
    [InlineData(Strategy.Dense, 2e-5)]
    public void Fit_WideModelNoRatesGiven_TakesThePapers(Strategy strategy, double rate)
    {
        var options = Options(Strategy.Dense);
        options.Scratch = "L1-H512-A8";
        TextClassifierTraining.Fit(Rows, ToyTexts.Labels, options).Classifier.Save(_folder.PathOf("wide"));
        options = Options(strategy);
        options.Pretrained = _folder.PathOf("wide");
        options.Train.LearningRate = options.Search.LearningRate = null;

        var result = TextClassifierTraining.Fit(Rows, ToyTexts.Labels, options);
        result.Classifier.Dispose();

        Assert.Equal((2e-5, rate), (result.Options.Search.LearningRate, result.Options.Train.LearningRate));
    }

    [Fact]
    public void Fit_ModelInMemoryAndFolder_IsRefused()
    {
        using var model = HuggingFaceFolder.Load(_folder.PathOf("first"));
        var options = Options(Strategy.Dense);
        options.Pretrained = _folder.PathOf("first");

        Assert.Contains("leave one of them out", Assert.Throws<EarlyBertException>(() => TextClassifierTraining.Fit(Rows, ToyTexts.Labels, options, pretrained: model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_DisposedModel_SaysSo()
    {
        var model = HuggingFaceFolder.Load(_folder.PathOf("first"));
        model.Dispose();

        Assert.Contains("was disposed", Assert.Throws<EarlyBertException>(() => TextClassifierTraining.Fit(Rows, ToyTexts.Labels, Options(Strategy.Dense), pretrained: model)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Strategy.Dense)]
    [InlineData(Strategy.Matched)]
    public void Fit_PrunedModelDense_KeepsItsTicket(Strategy strategy)
    {
        var result = Fit(Options(strategy));
        using var classifier = result.Classifier;

        Assert.Null(result.Ticket);
        Assert.Equal(_first.Config.KeptHeads, classifier.Config.KeptHeads);
        Assert.Equal(_first.Config.KeptNeurons, classifier.Config.KeptNeurons);
    }

    [Theory]
    [InlineData(Strategy.EarlyBird)]
    [InlineData(Strategy.Random)]
    public void Fit_PrunedModelWithTicket_DrawsAmongTheUnitsLeft(Strategy strategy)
    {
        var result = Fit(Options(strategy));
        using var classifier = result.Classifier;

        var ticket = result.Ticket!;
        Assert.Equal((2, 4, 128), (ticket.Layers, ticket.Heads, ticket.Neurons));
        Assert.Equal([2, 2], ticket.KeptHeads.Select(layer => layer.Count)); // 4, less 1; less 1
        Assert.Equal(92, ticket.KeptNeurons.Sum(layer => layer.Count)); // 256, less 102, less 62
        AssertWithin(ticket.KeptHeads, _first.Config.KeptHeads!);
        AssertWithin(ticket.KeptNeurons, _first.Config.KeptNeurons!);
        Assert.Equal(ticket.KeptNeurons, classifier.Config.KeptNeurons);
        if (result.Search is { } search)
        {
            Assert.Equal(_first.Config.KeptNeurons, search.KeptNeurons);
            Assert.Equal(_first.Config.KeptNeurons!.Select(layer => layer.Count), search.Neurons[0].Select(layer => layer.Length));
            Assert.Equal(ticket.DistanceTrace, MaskDistance.Trace(search, new DrawOptions()));
        }
    }

    [Fact]
    public void Fit_TicketOfThePrunedModelGivenAgain_TrainsIt()
    {
        var first = Fit(Options(Strategy.EarlyBird));
        var again = Fit(Options(Strategy.EarlyBird), first.Ticket);
        using var a = first.Classifier;
        using var b = again.Classifier;

        Assert.Null(again.Search);
        Assert.Equal(Bytes(a), Bytes(b));
    }

    [Fact]
    public void Fit_TicketOfTheUnprunedModel_NamesWhatIsMissing()
    {
        var ticket = RandomTicket.Draw(BertConfig.FromName("L2-H32-A4"), new DrawOptions(), seed: 99);

        var fault = Assert.Throws<EarlyBertException>(() => Fit(Options(Strategy.EarlyBird), ticket));

        Assert.Contains("has lost units that the ticket keeps (layer", fault.Message, StringComparison.Ordinal);
    }

    private TextClassifierResult Fit(EarlyBertOptions options, EarlyBirdTicket? ticket = null)
    {
        options.Pretrained = _folder.PathOf("first");
        return TextClassifierTraining.Fit(Rows, ToyTexts.Labels, options, ticket: ticket);
    }

    private static EarlyBertOptions Options(Strategy strategy)
    {
        var options = ToyTexts.Options(strategy);
        options.Scratch = null;
        options.Train.Epochs = strategy == Strategy.Matched ? null : 1;
        options.Search.Schedule = DrawSchedule.AtStep(3);
        options.Search.RecordedMasks = 3;
        return options;
    }

    private static void AssertWithin(IReadOnlyList<IReadOnlyList<int>> units, IReadOnlyList<IReadOnlyList<int>> left) =>
        Assert.All(units.Zip(left), layer => Assert.Subset(layer.Second.ToHashSet(), layer.First.ToHashSet()));

    private static byte[] Bytes(TextClassifier classifier)
    {
        using var stream = new MemoryStream();
        classifier.Write(stream);
        return stream.ToArray();
    }
}
