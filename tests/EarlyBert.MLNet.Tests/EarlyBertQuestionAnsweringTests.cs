using System.Globalization;
using EarlyBert.MLNet.Schemas;
using EarlyBert.MLNet.Tests.Support;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Tests;

/// <summary>Trains: the model that answers questions among ML.NET's own parts.</summary>
public sealed class EarlyBertQuestionAnsweringTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _context = new(seed: 5);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fit_Facts_LearnsThemAndAnswersAsTheModelItself()
    {
        var facts = Facts.Make(160);
        var data = _context.Data.LoadFromEnumerable(facts);

        using var transformer = _context.Transforms.EarlyBertQuestionAnswering(Facts.Options()).Fit(data);

        var rows = Answers(transformer.Transform(data));
        var right = rows.Zip(facts).Average(pair => pair.First.Answer[0] == pair.Second.TrainingAnswer ? 1.0 : 0);
        Assert.True(right > 0.8, $"{right:P0} right");
        Assert.Equal((2, 3), (transformer.Ticket!.Layers, transformer.Ticket.Step));
        Assert.Equal((3, 5), (transformer.TopK, transformer.Options!.Seed));
        Assert.Equal(transformer.Answerer.Answer(facts[0].Question, facts[0].Context).Text, rows[0].Answer[0]);
        foreach (var row in rows)
        {
            Assert.InRange(row.Answer.Length, 1, 3);
            Assert.Equal(row.Answer.Length, row.Score.Length);
            Assert.Equal(row.Score.OrderDescending(), row.Score);
            Assert.All(row.Score, score => Assert.InRange(score, 0, 1));
            Assert.All(row.Answer, answer => Assert.Contains(answer, row.Context, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Transform_Columns_AreThoseOfThePeer()
    {
        using var transformer = Quick(Facts.Make(16));

        var schema = transformer.GetOutputSchema(_context.Data.LoadFromEnumerable(Facts.Make(1)).Schema);

        Assert.Equal(new VectorDataViewType(TextDataViewType.Instance), schema["Answer"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single), schema["Score"].Type);
        Assert.Equal("MulticlassClassification", Gather.Value(schema["Score"], "ScoreColumnKind"));
        var shape = _context.Transforms.EarlyBertQuestionAnswering().GetOutputSchema(Shapes.Of(_context.Data.LoadFromEnumerable(Facts.Make(1)).Schema)).ToDictionary(column => column.Name);
        Assert.Equal((SchemaShape.Column.VectorKind.VariableVector, TextDataViewType.Instance), (shape["Answer"].Kind, shape["Answer"].ItemType));
        Assert.Equal((SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.Single), (shape["Score"].Kind, shape["Score"].ItemType));
    }

    [Fact]
    public void Fit_RowsWithoutAnAnswer_AllowNoAnswerAtZero()
    {
        var options = Facts.Options(epochs: 0.1);

        using var without = _context.MulticlassClassification.Trainers.EarlyBertQuestionAnswering(options).Fit(_context.Data.LoadFromEnumerable(Facts.Make(24)));
        using var with = _context.Transforms.EarlyBertQuestionAnswering(options).Fit(_context.Data.LoadFromEnumerable(Facts.Make(24, impossible: true)));
        options.NoAnswerThreshold = -1000;
        options.TopK = 2;
        using var never = _context.Transforms.EarlyBertQuestionAnswering(options).Fit(_context.Data.LoadFromEnumerable(Facts.Make(24, impossible: true)));

        Assert.Equal((null, 0.0), (without.Answers.NoAnswerThreshold, with.Answers.NoAnswerThreshold));
        Assert.Equal(0, with.Result!.SkippedQuestions);
        var data = _context.Data.LoadFromEnumerable(Facts.Make(6));
        Assert.All(Answers(without.Transform(data)), row => Assert.DoesNotContain("", row.Answer));
        // "No answer" is given first, whatever its score is among the others'.
        Assert.All(Answers(never.Transform(data)), row => Assert.Equal((2, ""), (row.Answer.Length, row.Answer[0])));
    }

    [Fact]
    public void Fit_AnswersThatDoNotStandAtTheirIndex_AreCountedAndNamed()
    {
        var facts = Facts.Make(24);
        facts[2].AnswerIndex++;
        facts[5].AnswerIndex = 10_000;
        facts[7].AnswerIndex = -7;
        facts[9].TrainingAnswer = "nowhere";
        var options = Facts.Options(epochs: 0.1);
        var reports = new Reports();
        options.Progress = reports;

        using var transformer = _context.Transforms.EarlyBertQuestionAnswering(options).Fit(_context.Data.LoadFromEnumerable(facts));

        Assert.Equal(4, transformer.Result!.SkippedQuestions);
        Assert.Equal("4 of 24 questions have no answer that stands in their context, the first are 'row 3', 'row 6', 'row 8'; they are left out.", Assert.Single(reports.All, report => report.IsWarning).Message);
    }

    [Fact]
    public void Fit_ValidationSet_ReportsExactMatchAndF1()
    {
        var options = Facts.Options(epochs: 1);
        options.ValidationSet = _context.Data.LoadFromEnumerable(Facts.Make(12));

        using var transformer = _context.Transforms.EarlyBertQuestionAnswering(options).Fit(_context.Data.LoadFromEnumerable(Facts.Make(24)));

        Assert.Equal(["exact_match", "f1"], Assert.Single(transformer.History, report => report.Metrics is not null).Metrics!.Keys);
    }

    [Fact]
    public void CreatePredictionEngine_OneRow_AnswersIt()
    {
        using var transformer = Quick(Facts.Make(16));
        var engine = _context.Model.CreatePredictionEngine<Fact, Answered>(transformer, new PredictionEngineOptions { OwnsTransformer = false });
        var fact = Facts.Make(1)[0];

        var answered = engine.Predict(fact);

        Assert.Equal(transformer.Answerer.Answer(fact.Question, fact.Context).Candidates.Take(3).Select(candidate => candidate.Text), answered.Answer);
        Assert.Equal("", Assert.Single(engine.Predict(new Fact { Context = " ", Question = "What?" }).Answer));
    }

    [Theory]
    [InlineData(nameof(EarlyBertQuestionAnsweringOptions.AnswerIndexColumnName), "Context", "Column 'Context' is of type String, and an answer's place has to be a single Int32")]
    [InlineData(nameof(EarlyBertQuestionAnsweringOptions.ContextColumnName), "AnswerIndex", "Column 'AnswerIndex' is of type Int32, and the text has to be a single String")]
    public void Fit_ColumnOfAnotherType_SaysWhichItHasToBe(string option, string column, string reason)
    {
        var data = _context.Data.LoadFromEnumerable(Facts.Make(4));
        var options = Facts.Options();
        typeof(EarlyBertQuestionAnsweringOptions).GetProperty(option)!.SetValue(options, column);
        var estimator = _context.Transforms.EarlyBertQuestionAnswering(options);

        Assert.Contains(reason, Assert.Throws<EarlyBertException>(() => estimator.Fit(data)).Message, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Throws<EarlyBertException>(() => estimator.GetOutputSchema(Shapes.Of(data.Schema))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NoRows_SaysSo() => Assert.Contains(
        "training set has no rows",
        Assert.Throws<EarlyBertException>(() => Quick([])).Message, StringComparison.Ordinal);

    [Fact]
    public void EarlyBertQuestionAnswering_BadOptions_NamesThem()
    {
        Assert.Contains("QuestionColumnName is empty", Fault(() => _context.Transforms.EarlyBertQuestionAnswering(questionColumnName: "")), StringComparison.Ordinal);
        Assert.Contains("TopK is 0", Fault(() => _context.Transforms.EarlyBertQuestionAnswering(topK: 0)), StringComparison.Ordinal);
        Assert.Contains("NoAnswerThreshold is NaN", Fault(() => _context.Transforms.EarlyBertQuestionAnswering(noAnswerThreshold: double.NaN)), StringComparison.Ordinal);
        Assert.Contains("are both 'Score'", Fault(() => _context.Transforms.EarlyBertQuestionAnswering(predictedAnswerColumnName: "Score")), StringComparison.Ordinal);
        Assert.Contains("MaxAnswerTokens is 0", Fault(() => _context.Transforms.EarlyBertQuestionAnswering(new EarlyBertQuestionAnsweringOptions { MaxAnswerTokens = 0 })), StringComparison.Ordinal);

        static string Fault(Func<object> make) => Assert.Throws<EarlyBertException>(make).Message;
    }

    [Fact]
    public void SaveAndLoad_ZipAndOwnFile_GiveTheSameTransformer()
    {
        var data = _context.Data.LoadFromEnumerable(Facts.Make(16));
        var options = Facts.Options(epochs: 0.1);
        (options.TopK, options.NoAnswerThreshold, options.MaxAnswerTokens, options.EarlyBert.Windows.Stride) = (2, double.PositiveInfinity, 5, 7);
        using var transformer = _context.Transforms.EarlyBertQuestionAnswering(options).Fit(data);
        _context.Model.Save(transformer, data.Schema, _folder.PathOf("model.zip"));
        transformer.Save(_folder.PathOf("model.ebm"));

        using var fromZip = Assert.IsType<EarlyBertQuestionAnsweringTransformer>(new MLContext().Model.Load(_folder.PathOf("model.zip"), out _));
        using var fromFile = EarlyBertQuestionAnsweringTransformer.Load(new MLContext(), _folder.PathOf("model.ebm"));

        foreach (var loaded in new[] { fromZip, fromFile })
        {
            Assert.Equal((2, transformer.Answers), (loaded.TopK, loaded.Answers));
            Assert.Equal(transformer.Answers, loaded.Answerer.Answers);
            Assert.Equal(Answers(transformer.Transform(data)).SelectMany(row => row.Score), Answers(loaded.Transform(data)).SelectMany(row => row.Score));
            Assert.Equal(Answers(transformer.Transform(data)).SelectMany(row => row.Answer), Answers(loaded.Transform(data)).SelectMany(row => row.Answer));
            Assert.Equal(transformer.Ticket!.ToJson(), loaded.Ticket!.ToJson());
            Assert.Null(loaded.Result);
        }

        Assert.Contains("holds a question answerer, not a regressor", Assert.Throws<EarlyBertException>(() => EarlyBertRegressorTransformer.Load(new MLContext(), _folder.PathOf("model.ebm"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelLoad_AnotherProcess_NeedsNoCall()
    {
        var facts = Facts.Make(16);
        using var transformer = Quick(facts);
        _context.Model.Save(transformer, _context.Data.LoadFromEnumerable(facts).Schema, _folder.PathOf("model.zip"));

        var lines = Loader.Run([_folder.PathOf("model.zip"), facts[0].Context, facts[0].Question]);

        var expected = Answers(transformer.Transform(_context.Data.LoadFromEnumerable(facts)))[0];
        Assert.Equal("input: Context,Question,TrainingAnswer,AnswerIndex", lines[0]);
        Assert.Equal(expected.Answer.Length, lines.Length - 1);
        foreach (var (line, score) in lines.Skip(1).Zip(expected.Score))
            Assert.Equal(score, float.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture), 1e-4f);
    }

    [Fact]
    public void From_ResultOfTheLibrary_IsATransformer()
    {
        using var trained = Quick(Facts.Make(16));
        using var transformer = EarlyBertQuestionAnsweringTransformer.From(_context, trained.Result!, new EarlyBertQuestionAnsweringOptions { TopK = 1, PredictedAnswerColumnName = "Reply" });

        Assert.Single(transformer.Transform(_context.Data.LoadFromEnumerable(Facts.Make(1))).GetColumn<string[]>("Reply").Single());
    }

    [Fact]
    public void From_NoThresholdGiven_TakesTheTrainings()
    {
        using var trained = _context.Transforms.EarlyBertQuestionAnswering(Facts.Options(epochs: 0.1)).Fit(_context.Data.LoadFromEnumerable(Facts.Make(24, impossible: true)));
        var result = trained.Result!;
        result.Answerer.Answers = result.Answerer.Answers with { NoAnswerThreshold = 2.5, MaxAnswerTokens = 7, Candidates = 4 };

        Assert.Equal(result.Answerer.Answers, EarlyBertQuestionAnsweringTransformer.From(_context, result).Answers);
        var named = EarlyBertQuestionAnsweringTransformer.From(_context, result, new EarlyBertQuestionAnsweringOptions { MaxAnswerTokens = 5 });
        Assert.Equal((2.5, 5), (named.Answers.NoAnswerThreshold, named.Answers.MaxAnswerTokens));
        Assert.Equal(named.Answers, named.Answerer.Answers);
        Assert.Equal(-1, EarlyBertQuestionAnsweringTransformer.From(_context, result, new EarlyBertQuestionAnsweringOptions { NoAnswerThreshold = -1 }).Answers.NoAnswerThreshold);
    }

    private EarlyBertQuestionAnsweringTransformer Quick(Fact[] facts) =>
        _context.Transforms.EarlyBertQuestionAnswering(Facts.Options(epochs: 0.1)).Fit(_context.Data.LoadFromEnumerable(facts));

    private Answered[] Answers(IDataView view) => _context.Data.CreateEnumerable<Answered>(view, reuseRowObject: false).ToArray();
}
