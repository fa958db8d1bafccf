using System.Xml.Linq;
using EarlyBert.Bert;
using EarlyBert.Pretraining;
using EarlyBert.Tickets;

namespace EarlyBert.Tests.Display;

public sealed class DisplayTests
{
    private static readonly SearchRecord Record = new()
    {
        Steps = [0, 10, 20],
        Heads = [[[1, 1, 1]], [[1, 0.9f, 0.8f]], [[0.7f, 0.9f, 0.8f]]],
        Neurons = [[[1, 1, 1, 1, 1]], [[1, 0.9f, 0.8f, 0.7f, 0.6f]], [[1, 0.9f, 0.5f, 0.7f, 0.6f]]],
    };

    private static readonly EarlyBirdTicket Ticket = TicketDrawing.Draw(new BertConfig { NumHiddenLayers = 1, NumAttentionHeads = 3, HiddenSize = 3, IntermediateSize = 5 }, Record, new DrawOptions());

    [Fact]
    public void Show_Ticket_HasHeadsNeuronsAndTrace()
    {
        var html = Notebook.Show(Ticket);

        Assert.Contains("2 of 3 heads and 3 of 5 neurons stay, drawn at step 20.", html.Value, StringComparison.Ordinal);
        Assert.Equal(["Heads of the ticket", "Neurons of the ticket", "Mask distance"], Charts(html));
        Assert.Contains("heads   2 of 3 kept", Ticket.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Distances_OfASearch_AreThoseOfItsMasks()
    {
        var distances = Record.Distances(new DrawOptions { HeadRatio = 1.0 / 3, NeuronRatio = 0.4 });

        Assert.Equal([0, 10, 20], distances.Steps);
        Assert.Equal(2.0 / 3, distances.Heads[1][2], 1e-12); // the third head went, then the first
        Assert.Equal(2.0 / 5, distances.Neurons[1][2], 1e-12); // the last two, then the third and the last
        Assert.Equal((0, distances.Heads[1][2]), (distances.Heads[1][1], distances.Heads[2][1]));
        Assert.Equal(["Distances between masks of neurons", "Distances between masks of heads"], Charts(Notebook.Show(distances)));
        Assert.Contains("over the whole search in at most 66.7 %.", distances.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Show_Search_HasTraceAndMaps()
    {
        Assert.Equal(["Mask distance", "Distances between masks of neurons", "Distances between masks of heads"], Charts(Notebook.Show(Record)));
        Assert.StartsWith("A search of 20 steps with 3 recorded moments: 3 heads and 5 neurons in 1 layers.", Record.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Show_Training_HasLossScoresAndTicket()
    {
        var train = ToyTexts.Make(64, seed: 1);
        var result = TextClassifierTraining.Fit(train, ToyTexts.Labels, ToyTexts.Options(), train);
        using var classifier = result.Classifier;

        var html = Notebook.Show(result);

        Assert.Equal(["Loss", "Scores on the validation set"], Charts(html));
        Assert.Contains("Strategy EarlyBird, ", html.Value, StringComparison.Ordinal);
        Assert.Contains($"At the last evaluation: accuracy {result.History.Last(report => report.Metrics is not null).Metrics!["accuracy"]:0.0000}", result.ToString(), StringComparison.Ordinal);
        Assert.Contains("neurons stay, drawn at step ", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_Progress_IsOneLine()
    {
        var report = new TrainingProgress { Stage = TrainingStage.Train, Step = 40, Steps = 200, Epoch = 0.4, Loss = 0.51234, ExamplesPerSecond = 120.4, SecondsLeft = 12.2, Message = "{half} way" };

        Assert.Equal("Train, step 40 of 200, epoch 0.40, loss 0.5123, 120 examples/s, 12 s left: {half} way", report.ToString());
        Assert.Equal("Evaluate, accuracy 0.9000", new TrainingProgress { Stage = TrainingStage.Evaluate, Metrics = new Dictionary<string, double> { ["accuracy"] = 0.9 } }.ToString());
        var bar = Notebook.Show(report).Descendants().Single(element => (string?)element.Attribute("role") == "progressbar");
        Assert.Equal(("20", "width:20%"), ((string?)bar.Attribute("aria-valuenow"), (string?)bar.Element("div")!.Attribute("style")));
    }

    [Fact]
    public void Show_HostileText_StaysText()
    {
        const string Hostile = "<script>alert(1)</script>";
        var answer = new PredictedAnswer(new AnswerCandidate(Hostile, 3, 1, 0.9), -1, [new AnswerCandidate(Hostile, 3, 1, 0.9), new AnswerCandidate("", -1, 0, 0.1)]);

        var html = Notebook.Show(answer);

        Assert.Empty(html.Descendants("script"));
        Assert.Contains(Hostile, html.Value, StringComparison.Ordinal);
        Assert.Contains("(no answer)", answer.ToString(), StringComparison.Ordinal);
        Assert.Empty(Notebook.Show(new TrainingProgress { Stage = TrainingStage.Prepare, Message = Hostile }).Descendants("script"));
    }

    /// <summary>A style that named something outside would repaint the notebook.</summary>
    [Fact]
    public void Show_Style_ReachesItsFragmentAlone()
    {
        var style = Notebook.Show(Ticket).Element("style")!.Value.Replace("@media(prefers-color-scheme:dark){", "", StringComparison.Ordinal);

        var selectors = style.Split('}').Where(rule => rule.Contains('{', StringComparison.Ordinal)).SelectMany(rule => rule.Split('{')[0].Split(','));
        Assert.All(selectors, selector => Assert.Contains(".earlybert", selector, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(typeof(EarlyBirdTicket))]
    [InlineData(typeof(SearchRecord))]
    [InlineData(typeof(MaskDistances))]
    [InlineData(typeof(FineTuningResult))]
    [InlineData(typeof(TextClassifierResult))]
    [InlineData(typeof(TextRegressorResult))]
    [InlineData(typeof(QuestionAnswererResult))]
    [InlineData(typeof(PretrainingResult))]
    [InlineData(typeof(TrainingProgress))]
    [InlineData(typeof(PredictedAnswer))]
    public void Types_OfResults_NameTheirFormatter(Type type) =>
        Assert.Contains(type.GetCustomAttributes(inherit: false), attribute => attribute.GetType().Name == "TypeFormatterSourceAttribute");

    private static IEnumerable<string> Charts(XElement html) => html.Descendants("svg").Where(svg => (string?)svg.Attribute("class") == "chart").Select(svg => ((string)svg.Attribute("aria-label")!).Split('.')[0]);
}
