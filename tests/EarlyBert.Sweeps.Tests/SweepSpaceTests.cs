using EarlyBert.Tickets;
using Microsoft.ML.SearchSpace;

namespace EarlyBert.Sweeps.Tests;

public class SweepSpaceTests
{
    [Fact]
    public void BuiltIn_OfARun_StartsWhereTheRunStands()
    {
        var run = new EarlyBertOptions { Draw = { HeadRatio = 0.5, NeuronRatio = 0.25 }, Train = { LearningRate = 3e-4, BatchSize = 16 }, Search = { Schedule = DrawSchedule.AtFraction(0.1) } };

        var points = SweepSpace.BuiltIn.Of(EarlyBertSearchOptions.Of(run));

        Assert.Equal(10, points.Space.FeatureSpaceDim);
        Assert.Equal((0.5, 0.25, 0.1, 3e-4, 16, 2.0), (points.First.HeadRatio, points.First.NeuronRatio, points.First.DrawAt, points.First.LearningRate, points.First.BatchSize, points.First.Epochs));
        Assert.Equal(0.5, points.LatestDraw);
        var first = points.Of(points.Space.SampleFromFeatureSpace(points.Space.Default));
        Assert.Equal((0.5, 0.1, 16), (first.HeadRatio, first.DrawAt, first.BatchSize));
        Assert.Equal(3e-4, first.LearningRate, 1e-12);
    }

    [Fact]
    public void BuiltIn_AsAttributesForAutoML_GivesThePaperSettingsFirst()
    {
        var space = new SearchSpace<EarlyBertSearchOptions>();

        var first = space.SampleFromFeatureSpace(space.Default);

        Assert.Equal(EarlyBertSearchOptions.Of(new EarlyBertOptions()).HeadRatio, first.HeadRatio, 1e-12);
        Assert.Equal((0.2, 2.0, 32), (Math.Round(first.DrawAt, 12), first.Epochs, first.BatchSize));
    }

    [Fact]
    public void Parse_ChoicesRangesAndValues_SampleInside()
    {
        var points = SweepSpace.Parse("""{"headRatio": [0.25, 0.5], "learningRate": {"min": 1e-5, "max": 1e-3, "log": true, "default": 1e-4}, "epochs": 1, "layerwiseNeurons": [true, false]}""", "s").Of(new EarlyBertSearchOptions());

        Assert.Equal(["HeadRatio", "LayerwiseNeurons", "LearningRate"], points.Space.Keys.Order());
        Assert.Equal((0.25, 1e-4, 1.0, false, 0.4), (points.First.HeadRatio, points.First.LearningRate, points.First.Epochs, points.First.LayerwiseNeurons, points.First.NeuronRatio));
        foreach (var share in new[] { 0, 0.3, 0.6, 0.999 })
        {
            var point = points.Of(points.Space.SampleFromFeatureSpace([share, share, share]));
            Assert.Contains(point.HeadRatio, new[] { 0.25, 0.5 });
            Assert.InRange(point.LearningRate, 1e-5, 1e-3);
            Assert.Equal((1.0, 0.4, 32), (point.Epochs, point.NeuronRatio, point.BatchSize));
        }
    }

    [Theory]
    [InlineData("""{"headRatios": [0.1, 0.2]}""", "headRatios")]
    [InlineData("""{"headRatio": "half"}""", "headRatio is \"half\"")]
    [InlineData("""{"batchSize": [16, 24.5]}""", "24.5")]
    [InlineData("""{"headRatio": {"min": 0.5, "max": 0.25}}""", "0.5 to 0.25")]
    [InlineData("""{"learningRate": {"min": 0, "max": 1e-3, "log": true}}""", "logarithm")]
    [InlineData("""{"headRatio": {"min": 0, "max": 0.5, "default": 0.7}}""", "0.7")]
    [InlineData("""{"headRatio": {"low": 0, "max": 0.5}}""", "low")]
    [InlineData("""{"headRatio": []}""", "empty")]
    [InlineData("""{"headRatio": 0.5}""", "varies nothing")]
    [InlineData("""{"headRatio": [0.1, 0.2], "HeadRatio": [0.3, 0.4]}""", "twice")]
    [InlineData("[1]", "no object")]
    [InlineData("{", "no space")]
    public void Parse_WhatIsNoSpace_SaysWhy(string json, string words) =>
        Assert.Contains(words, Assert.Throws<EarlyBertException>(() => SweepSpace.Parse(json, "s.json")).Message);

    [Fact]
    public void Of_AnExperimentsParameter_IsFoundUnderItsKey()
    {
        var points = SweepSpace.Parse("""{"headRatio": [0.25, 0.5]}""", "s").Of(new EarlyBertSearchOptions());
        var nested = Parameter.CreateNestedParameter(KeyValuePair.Create("earlybert", Parameter.CreateNestedParameter(KeyValuePair.Create("HeadRatio", Parameter.FromDouble(0.5)))));

        Assert.Equal(0.5, points.Of(nested).HeadRatio);
    }

    [Fact]
    public void Key_SamePoint_SameKey()
    {
        Assert.Equal(new EarlyBertSearchOptions { Epochs = 2 }.Key, new EarlyBertSearchOptions().Key);
        Assert.NotEqual(new EarlyBertSearchOptions { Epochs = 3 }.Key, new EarlyBertSearchOptions().Key);
    }
}
