using EarlyBert.MLNet.Tests.Support;
using Microsoft.ML;

namespace EarlyBert.MLNet.Tests;

[Collection(TrainedModelGroup.Name)]
public sealed class PredictionEngineTests(TrainedModel trained)
{
    [Fact]
    public void Predict_OneText_EqualsTransform()
    {
        using var engine = Engine<NamedPrediction>();
        var scored = trained.Transformer.Classifier.Score(Reviews.Texts);

        for (var index = 0; index < Reviews.Texts.Length; index++)
        {
            var prediction = engine.Predict(new Review { Text = Reviews.Texts[index] });
            Assert.Equal(scored[index][0], prediction.Score[0], 1e-5f);
            Assert.Equal(scored[index][0] > scored[index][1] ? "praise" : "blame", prediction.PredictedLabel);
        }
    }

    [Fact]
    public void Predict_SameEngineManyTimes_ForgetsTheTextBefore()
    {
        using var engine = Engine<NamedPrediction>();
        var first = engine.Predict(new Review { Text = Reviews.Texts[0] }).Score;
        var second = engine.Predict(new Review { Text = Reviews.Texts[1] }).Score;

        Assert.NotEqual(first, second);
        Assert.Equal(first, engine.Predict(new Review { Text = Reviews.Texts[0] }).Score);
    }

    [Fact]
    public void Predict_ManyEnginesInParallel_AgreeWithOne()
    {
        var texts = Reviews.Make(40).Select(row => row.Text).ToArray();
        var expected = texts.Select(text => trained.Transformer.Classifier.Score([text])[0]).ToArray();

        Parallel.For(0, 6, _ =>
        {
            using var engine = Engine<NamedPrediction>();
            for (var index = 0; index < texts.Length; index++)
                Assert.Equal(expected[index][0], engine.Predict(new Review { Text = texts[index] }).Score[0], 1e-5f);
        });
    }

    [Fact]
    public void Transform_InParallelWithEngines_AgreesWithOne()
    {
        var data = trained.Context.Data.LoadFromEnumerable(Reviews.Make(100));
        var expected = Gather.Predictions(trained.Context, trained.Transformer.Transform(data)).Select(row => row.Score[0]).ToArray();

        Parallel.For(0, 4, _ =>
        {
            var scores = Gather.Predictions(trained.Context, trained.Transformer.Transform(data)).Select(row => row.Score[0]).ToArray();
            Assert.Equal(expected, scores);
        });
    }

    [Fact]
    public void Dispose_EnginesOverOneModel_MayEachDisposeIt()
    {
        using var folder = new TemporaryFolder();
        trained.Transformer.Save(folder.PathOf("m.ebm"));
        var context = new MLContext();
        var model = EarlyBertClassifierTransformer.Load(context, folder.PathOf("m.ebm"));
        var engines = Enumerable.Range(0, 3).Select(_ => context.Model.CreatePredictionEngine<Review, Prediction>(model)).ToArray();
        engines[0].Predict(new Review { Text = "good" });

        foreach (var engine in engines)
            engine.Dispose();
        model.Dispose();
        model.Dispose();

        Assert.Throws<ObjectDisposedException>(() => model.Classifier.Score(["good"]));
        var view = model.Transform(context.Data.LoadFromEnumerable(Reviews.Make(2)));
        Assert.Throws<ObjectDisposedException>(() => view.Preview());
    }

    private PredictionEngine<Review, T> Engine<T>()
        where T : class, new() =>
        trained.Context.Model.CreatePredictionEngine<Review, T>(trained.Chain, new PredictionEngineOptions { OwnsTransformer = false });
}
