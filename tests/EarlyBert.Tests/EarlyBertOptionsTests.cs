using EarlyBert.Tickets;

namespace EarlyBert.Tests;

public class EarlyBertOptionsTests
{
    [Fact]
    public void FromJson_OfToJson_IsTheSame()
    {
        var options = new EarlyBertOptions { Strategy = Strategy.Random, MaxTokens = 77 };
        options.Search.Schedule = DrawSchedule.WhenStable(0.05, 3);
        options.Train.Epochs = 1.5;

        Assert.Equal(options.ToJson(), EarlyBertOptions.FromJson(options.ToJson()).ToJson());
        Assert.Equal(DrawSchedule.WhenStable(0.05, 3), options.Clone().Search.Schedule);
    }

    [Fact]
    public void FromJson_UnknownName_IsRefused() =>
        Assert.Contains("NoSuchOption", Assert.Throws<EarlyBertException>(() => EarlyBertOptions.FromJson("""{"NoSuchOption": 1}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void Defaults_AreThePapers()
    {
        var options = new EarlyBertOptions();

        options.Validate();
        Assert.Equal(DrawSchedule.AtFraction(0.2), options.Search.Schedule);
        Assert.Equal((1e-4, 1e-4), (options.Search.HeadPenalty, options.Search.NeuronPenalty));
        Assert.Equal((1.0 / 3, 0.4), (options.Draw.HeadRatio, options.Draw.NeuronRatio));
    }

    [Theory]
    [InlineData("models/bert", "mini", null, "Scratch is 'mini' and Pretrained is 'models/bert'")]
    [InlineData(null, null, "vocab.txt", "VocabularyPath is 'vocab.txt' without Scratch")]
    [InlineData(null, "huge", null, "Scratch is 'huge'")]
    public void Validate_WhatIsTrainedIsUnclear_SaysWhatGoesTogether(string? pretrained, string? scratch, string? vocabulary, string reason) =>
        Assert.Contains(reason, Assert.Throws<EarlyBertException>(new EarlyBertOptions { Pretrained = pretrained, Scratch = scratch, VocabularyPath = vocabulary }.Validate).Message, StringComparison.Ordinal);
}
