using EarlyBert.Tickets;

namespace EarlyBert.Tests;

public class PreparedTrainingTests
{
    private static readonly LabelledTexts Train = ToyTexts.Make(320, seed: 1);
    private static readonly LabelledTexts Held = ToyTexts.Make(100, seed: 2);

    [Fact]
    public void Fit_PreparedOnce_EveryTrainingGivesTheBitsOfAWholeOne()
    {
        using var prepared = TextClassifierTraining.Prepare(Train, ToyTexts.Labels, ToyTexts.Options(), Held);

        Assert.Equal(["accuracy", "f1", "matthews"], prepared.Metrics);
        foreach (var rate in new[] { 1e-3, 3e-4 })
        {
            var options = ToyTexts.Options();
            options.Train.LearningRate = rate;
            var alone = TextClassifierTraining.Fit(Train, ToyTexts.Labels, options, Held);
            var again = TextClassifierTraining.Fit(prepared, options);
            Assert.Equal(Bytes(alone), Bytes(again));
            Assert.Equal(alone.Ticket!.ToJson(), again.Ticket!.ToJson());
        }
    }

    [Fact]
    public void Search_LongerThanTheDraw_HoldsTheTicketOfTheShortSearch()
    {
        var options = ToyTexts.Options();
        options.Search.Schedule = DrawSchedule.AtFraction(0.4);
        var alone = TextClassifierTraining.Fit(Train, ToyTexts.Labels, options, Held);
        alone.Classifier.Dispose();
        using var prepared = TextClassifierTraining.Prepare(Train, ToyTexts.Labels, options, Held);
        options.Search.Schedule = DrawSchedule.AtFraction(1);
        options.Search.RecordedMasks = 10;

        var (_, record) = TextClassifierTraining.Search(prepared, options);
        var drawn = TicketDrawing.Draw(prepared.Config, record, options.Draw, record.Steps.ToList().IndexOf(4));

        Assert.Equal(4, alone.Ticket!.Step);
        Assert.Equal(alone.Ticket.KeptHeads, drawn.KeptHeads);
        Assert.Equal(alone.Ticket.KeptNeurons, drawn.KeptNeurons);
        Assert.Equal(alone.Search!.Neurons[^1], record.Neurons[record.Steps.ToList().IndexOf(4)]);
    }

    [Fact]
    public void Fit_PreparedForAnotherStart_SaysWhatDiffers()
    {
        using var prepared = TextClassifierTraining.Prepare(Train, ToyTexts.Labels, ToyTexts.Options());
        var options = ToyTexts.Options();
        options.Seed = 7;

        var fault = Assert.Throws<EarlyBertException>(() => TextClassifierTraining.Fit(prepared, options));

        Assert.Equal("Seed is 7, but the training was prepared with 42; prepare it with these options, or leave Seed as it was.", fault.Message);
    }

    private static byte[] Bytes(TextClassifierResult result)
    {
        using var classifier = result.Classifier;
        using var stream = new MemoryStream();
        classifier.Write(stream);
        return stream.ToArray();
    }
}
