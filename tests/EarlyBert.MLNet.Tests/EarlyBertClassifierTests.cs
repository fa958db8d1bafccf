using EarlyBert.MLNet.Tests.Support;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Tests;

/// <summary>Trains: the estimator among ML.NET's own parts.</summary>
[Collection(TrainedModelGroup.Name)]
public sealed class EarlyBertClassifierTests(TrainedModel trained)
{
    [Fact]
    public void Fit_SeparableTexts_LearnsThem()
    {
        var metrics = trained.Context.MulticlassClassification.Evaluate(trained.Transformer.Transform(trained.Keys.Transform(trained.Data)));

        Assert.True(metrics.MicroAccuracy > 0.95, $"accuracy {metrics.MicroAccuracy}");
        Assert.True(metrics.LogLoss < 0.4, $"log-loss {metrics.LogLoss}");
    }

    [Fact]
    public void Fit_EarlyBird_LeavesTicketResultAndOptions()
    {
        var transformer = trained.Transformer;

        Assert.Equal((2, 2, 512), (transformer.Ticket!.Layers, transformer.Ticket.Heads, transformer.Ticket.Neurons));
        Assert.Equal(3, transformer.Ticket.Step);
        Assert.Same(transformer.Result!.Ticket, transformer.Ticket);
        Assert.NotEmpty(transformer.History);
        Assert.Equal(5, transformer.Options!.Seed);
        Assert.Equal(["praise", "blame"], transformer.Classifier.Labels);
    }

    [Fact]
    public void Transform_Columns_CarryTheAnnotationsOfATrainer()
    {
        var schema = trained.Transformer.Transform(trained.Keys.Transform(trained.Data)).Schema;
        var label = schema["PredictedLabel"];
        var score = schema["Score"];

        Assert.Equal(2ul, Assert.IsType<KeyDataViewType>(label.Type).Count);
        Assert.Equal(["praise", "blame"], Gather.Values(label, "KeyValues"));
        Assert.Equal(2, Assert.IsType<VectorDataViewType>(score.Type).Size);
        Assert.Equal(["praise", "blame"], Gather.Values(score, "SlotNames"));
        Assert.Equal(["praise", "blame"], Gather.Values(score, "TrainingLabelValues"));
        Assert.Equal("MulticlassClassification", Gather.Value(score, "ScoreColumnKind"));
        Assert.Equal("Score", Gather.Value(score, "ScoreValueKind"));
    }

    [Fact]
    public void Transform_Scores_AreProbabilitiesAndTheLabelIsTheLargest()
    {
        foreach (var prediction in Gather.Predictions(trained.Context, trained.Transformer.Transform(trained.Data)))
        {
            Assert.Equal(1, prediction.Score.Sum(), 1e-5);
            Assert.Equal(Array.IndexOf(prediction.Score, prediction.Score.Max()) + 1, (int)prediction.PredictedLabel);
        }
    }

    [Fact]
    public void Transform_ManyRows_EqualsTheClassifiersOwnScores()
    {
        var rows = Reviews.Make(700);
        var expected = trained.Transformer.Classifier.Score(rows.Select(row => row.Text).ToArray());

        var scored = Gather.Predictions(trained.Context, trained.Transformer.Transform(trained.Context.Data.LoadFromEnumerable(rows)));

        Assert.Equal(rows.Select(row => row.Text), scored.Select(row => row.Text));
        for (var row = 0; row < rows.Length; row++)
            Assert.Equal(expected[row][0], scored[row].Score[0], 1e-5f);
    }

    [Fact]
    public void Fit_SameSeed_SameBits()
    {
        var scores = Enumerable.Range(0, 2).Select(_ =>
        {
            var context = new MLContext(seed: 5);
            using var transformer = Fit(context, TrainedModel.QuickOptions());
            Assert.Equal(5, transformer.Options!.Seed);
            return transformer.Classifier.Score(Reviews.Texts).SelectMany(row => row).ToArray();
        }).ToArray();

        Assert.Equal(scores[0], scores[1]);
    }

    [Fact]
    public void Fit_SeedSetInOptions_BeatsTheContexts()
    {
        var options = TrainedModel.QuickOptions();
        options.EarlyBert.Seed = 9;

        using var transformer = Fit(new MLContext(seed: 5), options);

        Assert.Equal(9, transformer.Options!.Seed);
        Assert.Equal(9, transformer.Ticket!.Seed);
    }

    [Fact]
    public void Fit_GivenTicket_SkipsTheSearch()
    {
        var options = TrainedModel.QuickOptions();
        options.Ticket = trained.Transformer.Ticket;

        using var transformer = Fit(new MLContext(seed: 1), options);

        Assert.DoesNotContain(transformer.History, report => report.Stage == TrainingStage.Search);
        Assert.Equal(trained.Transformer.Ticket!.KeptNeurons, transformer.Classifier.Config.KeptNeurons);
    }

    [Fact]
    public void Fit_DenseStrategy_HasNoTicket()
    {
        var options = TrainedModel.QuickOptions();
        options.EarlyBert.Strategy = Strategy.Dense;

        using var transformer = Fit(new MLContext(seed: 1), options);

        Assert.Null(transformer.Ticket);
        Assert.Null(transformer.Classifier.Config.KeptHeads);
    }

    [Fact]
    public void Fit_PairsAndValidationWithTextLabels_ReportsMetrics()
    {
        var context = new MLContext(seed: 1);
        var options = TrainedModel.QuickOptions();
        options.TextPairColumnName = "Second";
        options.EarlyBert.Train.Epochs = 1;
        options.ValidationSet = context.Data.LoadFromEnumerable(Reviews.Make(20));

        using var transformer = Fit(context, options);

        var evaluation = Assert.Single(transformer.History, report => report.Metrics is not null);
        Assert.InRange(evaluation.Metrics!["accuracy"], 0, 1);
        Assert.Equal(2, Gather.Predictions(context, transformer.Transform(context.Data.LoadFromEnumerable(Reviews.Make(2)))).Length);
        Assert.Contains("Second", Assert.Throws<EarlyBertException>(() => transformer.Transform(context.Data.LoadFromEnumerable(new[] { new Rated() }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NumberLabels_ComeBackAsNumbers()
    {
        var context = new MLContext(seed: 1);
        var data = context.Data.LoadFromEnumerable(Reviews.Make(32).Select(row => new Rated { Label = row.Label == "praise" ? 5 : 0.5f, Text = row.Text }));

        var model = context.Transforms.Conversion.MapValueToKey("Label").Append(context.Transforms.EarlyBertClassifier(TrainedModel.QuickOptions()))
            .Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(data);

        Assert.All(model.Transform(data).GetColumn<float>("PredictedLabel"), label => Assert.Contains(label, new[] { 5, 0.5f }));
        model.Dispose();
    }

    [Fact]
    public void CrossValidate_ThreeFolds_GivesThreeMetrics()
    {
        var context = new MLContext(seed: 1);
        var pipeline = context.Transforms.Conversion.MapValueToKey("Label").Append(context.MulticlassClassification.Trainers.EarlyBertClassifier(TrainedModel.QuickOptions()));
        var keyed = context.Data.LoadFromEnumerable(Reviews.Make(60));

        var folds = context.MulticlassClassification.CrossValidate(keyed, pipeline, numberOfFolds: 3);

        Assert.Equal(3, folds.Count);
        Assert.All(folds, fold => Assert.InRange(fold.Metrics.MicroAccuracy, 0, 1));
        Assert.All(folds, fold => Assert.True(double.IsFinite(fold.Metrics.LogLoss)));
    }

    [Fact]
    public void TrainTestSplit_CacheCheckpoint_WorkAsForAnyTrainer()
    {
        var context = new MLContext(seed: 1);
        var source = new CountingSource<Review>(Reviews.Make(80));
        var split = context.Data.TrainTestSplit(context.Data.LoadFromEnumerable(source), testFraction: 0.25);

        using var model = context.Transforms.Conversion.MapValueToKey("Label").AppendCacheCheckpoint(context)
            .Append(context.Transforms.EarlyBertClassifier(TrainedModel.QuickOptions())).Fit(split.TrainSet);
        var metrics = context.MulticlassClassification.Evaluate(model.Transform(split.TestSet));

        Assert.InRange(metrics.MicroAccuracy, 0, 1);
        Assert.Equal(2, metrics.ConfusionMatrix.NumberOfClasses);
    }

    [Fact]
    public void Fit_Data_IsReadOnce()
    {
        var context = new MLContext(seed: 1);
        var source = new CountingSource<Review>(Reviews.Make(30));
        var counted = trained.Keys.Transform(context.Data.LoadFromEnumerable(source));

        using var transformer = context.Transforms.EarlyBertClassifier(TrainedModel.QuickOptions()).Fit(counted);

        Assert.Equal((1, 30), (source.Enumerations, source.Rows));
    }

    [Fact]
    public void EarlyBertClassifier_ByParameters_TakesThemAll()
    {
        var context = new MLContext(seed: 1);
        var ticket = trained.Transformer.Ticket;

        var estimator = context.Transforms.EarlyBertClassifier("Label", "Text", textPairColumnName: "Second", outputColumnName: "Guess", scoreColumnName: "Chances", scratch: "tiny", ticket: ticket);
        using var transformer = estimator.Fit(trained.Keys.Transform(trained.Data));

        Assert.Equal(["Guess", "Chances"], transformer.GetOutputSchema(trained.Data.Schema).Skip(trained.Data.Schema.Count).Select(column => column.Name));
        Assert.Equal(ticket!.KeptHeads, transformer.Classifier.Config.KeptHeads);
    }

    [Fact]
    public void Fit_OptionsChangedAfterwards_UsesTheCopy()
    {
        var options = TrainedModel.QuickOptions();
        var context = new MLContext(seed: 1);
        var estimator = context.Transforms.EarlyBertClassifier(options);
        options.TextColumnName = "Nothing";
        options.EarlyBert.Scratch = "none";

        using var transformer = estimator.Fit(trained.Keys.Transform(trained.Data));

        Assert.Equal(128, transformer.Classifier.Config.HiddenSize);
    }

    [Fact]
    public void Save_ClassifierFolder_IsAPretrainedModel()
    {
        using var folder = new TemporaryFolder();
        trained.Transformer.Classifier.Save(folder.PathOf("model"));
        var options = TrainedModel.QuickOptions();
        options.EarlyBert.Scratch = null;
        options.EarlyBert.Pretrained = folder.PathOf("model");
        options.EarlyBert.Strategy = Strategy.Dense;

        using var transformer = Fit(new MLContext(seed: 1), options);

        Assert.Equal(trained.Transformer.Classifier.Config.KeptNeurons, transformer.Classifier.Config.KeptNeurons);
    }

    private EarlyBertClassifierTransformer Fit(MLContext context, EarlyBertClassifierOptions options) =>
        context.Transforms.EarlyBertClassifier(options).Fit(trained.Keys.Transform(trained.Data));
}
