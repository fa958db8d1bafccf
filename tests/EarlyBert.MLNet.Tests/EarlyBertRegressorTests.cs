using System.Globalization;
using EarlyBert.MLNet.Schemas;
using EarlyBert.MLNet.Tests.Support;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Tests;

/// <summary>Trains: the regressor among ML.NET's own parts.</summary>
public sealed class EarlyBertRegressorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _context = new(seed: 5);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fit_SeparableTexts_LearnsThemAndScoresAsTheRegressorItself()
    {
        var data = _context.Data.LoadFromEnumerable(Ratings.Make(96));

        using var transformer = _context.Transforms.EarlyBertRegressor(Ratings.Options()).Fit(data);

        var scored = transformer.Transform(data);
        var metrics = _context.Regression.Evaluate(scored);
        Assert.True(metrics.RSquared > 0.8, $"R² {metrics.RSquared}");
        Assert.Equal((2, 3), (transformer.Ticket!.Layers, transformer.Ticket.Step));
        Assert.Equal(5, transformer.Options!.Seed);
        Assert.NotEmpty(transformer.History);
        Assert.Same(transformer.Result!.Regressor, transformer.Regressor);
        var rows = _context.Data.CreateEnumerable<Estimate>(scored, reuseRowObject: false).ToArray();
        Assert.All(transformer.Regressor.Score(rows.Select(row => row.Text).ToArray()).Zip(rows), pair => Assert.Equal(pair.First, pair.Second.Score, 1e-4f));
    }

    [Fact]
    public void Transform_Score_CarriesTheAnnotationsOfATrainer()
    {
        using var transformer = Quick(_context.Data.LoadFromEnumerable(Ratings.Make(16)));

        var score = transformer.GetOutputSchema(_context.Data.LoadFromEnumerable(Ratings.Make(1)).Schema)["Score"];

        Assert.Equal(NumberDataViewType.Single, score.Type);
        Assert.Equal("Regression", Gather.Value(score, "ScoreColumnKind"));
        Assert.Equal("Score", Gather.Value(score, "ScoreValueKind"));
    }

    [Fact]
    public void GetOutputSchema_Shape_IsThatOfTheTransformer()
    {
        var input = Shapes.Of(_context.Data.LoadFromEnumerable(Ratings.Make(4)).Schema);

        var score = _context.Transforms.EarlyBertRegressor(scoreColumnName: "Stars").GetOutputSchema(input).Single(column => column.Name == "Stars");

        Assert.Equal((SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false), (score.Kind, score.ItemType, score.IsKey));
        Assert.Equal(["ScoreColumnKind", "ScoreValueKind"], score.Annotations.Select(annotation => annotation.Name));
    }

    [Fact]
    public void CrossValidate_PairsOnTheRegressionCatalog_GivesMetricsAFold()
    {
        var options = Ratings.QuickOptions();
        options.TextPairColumnName = "Second";

        var folds = _context.Regression.CrossValidate(_context.Data.LoadFromEnumerable(Ratings.Make(60)), _context.Regression.Trainers.EarlyBertRegressor(options), numberOfFolds: 3);

        Assert.Equal(3, folds.Count);
        Assert.All(folds, fold => Assert.True(double.IsFinite(fold.Metrics.RootMeanSquaredError)));
    }

    [Fact]
    public void Fit_ValidationSet_ReportsCorrelations()
    {
        var options = Ratings.QuickOptions();
        options.ValidationSet = _context.Data.LoadFromEnumerable(Ratings.Make(20));

        using var transformer = _context.Transforms.EarlyBertRegressor(options).Fit(_context.Data.LoadFromEnumerable(Ratings.Make(32)));

        var evaluation = Assert.Single(transformer.History, report => report.Metrics is not null);
        Assert.Equal(["pearson", "spearman", "mean_squared_error"], evaluation.Metrics!.Keys);
        Assert.InRange(evaluation.Metrics["pearson"], -1, 1);
    }

    [Fact]
    public void CreatePredictionEngine_OneRow_ScoresIt()
    {
        using var transformer = Quick(_context.Data.LoadFromEnumerable(Ratings.Make(16)));
        var engine = _context.Model.CreatePredictionEngine<Rating, Estimate>(transformer, new PredictionEngineOptions { OwnsTransformer = false });

        var row = Ratings.Make(1)[0];

        Assert.Equal(transformer.Regressor.Score([row.Text])[0], engine.Predict(row).Score, 1e-5f);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Fit_LabelThatIsNoNumber_NamesTheRowOrSkipsIt(float label)
    {
        var rows = Ratings.Make(20);
        rows[4].Label = rows[9].Label = label;
        var data = _context.Data.LoadFromEnumerable(rows);
        var options = Ratings.QuickOptions();

        var fault = Assert.Throws<EarlyBertException>(() => _context.Transforms.EarlyBertRegressor(options).Fit(data));
        var reports = new Reports();
        (options.MissingLabel, options.Progress) = (MissingLabel.Skip, reports);
        using var transformer = _context.Transforms.EarlyBertRegressor(options).Fit(data);

        Assert.Contains("2 of 20 rows of the training set have no number in column 'Label', the first is row 5", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reports.All, report => report.IsWarning && report.Message!.StartsWith("2 of 20 rows", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_LabelOfAnotherType_SaysHowToMakeItANumber()
    {
        var data = _context.Data.LoadFromEnumerable(Reviews.Make(8));
        var estimator = _context.Transforms.EarlyBertRegressor(Ratings.QuickOptions());

        foreach (var fault in new[] { Assert.Throws<EarlyBertException>(() => estimator.Fit(data)), Assert.Throws<EarlyBertException>(() => estimator.GetOutputSchema(Shapes.Of(data.Schema))) })
            Assert.Contains("Column 'Label' is of type String, and the label has to be a single Single", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EarlyBertRegressor_BadOptions_NamesThem()
    {
        Assert.Contains("LabelColumnName is empty", Assert.Throws<EarlyBertException>(() => _context.Transforms.EarlyBertRegressor(labelColumnName: "")).Message, StringComparison.Ordinal);
        Assert.Contains("Scratch is 'huge'", Assert.Throws<EarlyBertException>(() => _context.Regression.Trainers.EarlyBertRegressor(scratch: "huge")).Message, StringComparison.Ordinal);
        Assert.Contains("BatchSize is 0", Assert.Throws<EarlyBertException>(() => _context.Transforms.EarlyBertRegressor(new EarlyBertRegressorOptions { BatchSize = 0 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SaveAndLoad_ZipAndOwnFile_GiveTheSameTransformer()
    {
        var data = _context.Data.LoadFromEnumerable(Ratings.Make(16));
        using var transformer = Quick(data);
        _context.Model.Save(transformer, data.Schema, _folder.PathOf("model.zip"));
        transformer.Save(_folder.PathOf("model.ebm"));

        using var fromZip = Assert.IsType<EarlyBertRegressorTransformer>(new MLContext().Model.Load(_folder.PathOf("model.zip"), out var schema));
        using var fromFile = EarlyBertRegressorTransformer.Load(new MLContext(), _folder.PathOf("model.ebm"));

        Assert.Equal(["Label", "Text", "Second"], schema.Select(column => column.Name));
        foreach (var loaded in new[] { fromZip, fromFile })
        {
            Assert.Equal(transformer.Regressor.Score(Reviews.Texts), loaded.Regressor.Score(Reviews.Texts));
            Assert.Equal(transformer.Ticket!.ToJson(), loaded.Ticket!.ToJson());
            Assert.Equal(transformer.Options!.ToJson(), loaded.Options!.ToJson());
            Assert.Null(loaded.Result);
        }

        Assert.Contains("holds a regressor, not a classifier", Assert.Throws<EarlyBertException>(() => EarlyBertClassifierTransformer.Load(new MLContext(), _folder.PathOf("model.ebm"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelLoad_AnotherProcess_NeedsNoCall()
    {
        var data = _context.Data.LoadFromEnumerable(Ratings.Make(16));
        using var transformer = Quick(data);
        _context.Model.Save(transformer, data.Schema, _folder.PathOf("model.zip"));

        var lines = Loader.Run([_folder.PathOf("model.zip"), .. Reviews.Texts]);

        Assert.Equal("input: Label,Text,Second", lines[0]);
        // The other process chooses its own number of threads, which moves the last bit of a score.
        Assert.All(transformer.Regressor.Score(Reviews.Texts).Zip(lines.Skip(1)), pair => Assert.Equal(pair.First, float.Parse(pair.Second, CultureInfo.InvariantCulture), 1e-5f));
    }

    private EarlyBertRegressorTransformer Quick(IDataView data) => _context.Transforms.EarlyBertRegressor(Ratings.QuickOptions()).Fit(data);
}
