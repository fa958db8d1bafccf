using System.Collections;
using EarlyBert.MLNet.Schemas;
using EarlyBert.MLNet.Tests.Support;
using EarlyBert.Pretraining;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Tests;

public sealed class EarlyBertPretrainerTests : IDisposable
{
    private const int Rows = 60;

    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _context = new(seed: 7);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fit_SmallText_LeavesModelTicketAndMetrics()
    {
        using var transformer = Fit(Documents.Options());

        Assert.Equal(10 + 16 + 8, transformer.Result.Steps);
        Assert.Equal(7, transformer.Result.Options.Seed);
        Assert.Equal([1, 1], transformer.Ticket!.KeptHeads.Select(layer => layer.Count));
        Assert.Equal(transformer.Ticket.KeptNeurons, transformer.Pretrained.Config.KeptNeurons);
        Assert.Equal(["mlm_loss", "mlm_accuracy", "perplexity", "nsp_accuracy"], transformer.Metrics.Keys);
        Assert.NotNull(transformer.Result.Search);
        Assert.Contains(transformer.History, report => report.Stage == TrainingStage.Search && report.Loss > 0);
        Assert.InRange(transformer.Pretrained.Vocabulary.Count, 32, 128);
    }

    [Fact]
    public void Fit_SameSeed_SameBits()
    {
        using var first = Fit(Documents.Options());
        using var second = Fit(Documents.Options());

        Assert.Equal(Features(first), Features(second));
    }

    [Fact]
    public void Transform_Texts_AddsEmbeddingsOfTheHiddenSize()
    {
        using var transformer = Fit(Documents.Options());
        var data = Data(5);

        var view = transformer.Transform(data);

        Assert.Equal(["Text", "Id", "Features"], view.Schema.Select(column => column.Name));
        Assert.Equal(Documents.Hidden, Assert.IsType<VectorDataViewType>(view.Schema["Features"].Type).Size);
        Assert.All(view.GetColumn<float[]>("Features"), row => Assert.True(row.Length == Documents.Hidden && row.All(float.IsFinite)));
        var engine = transformer.GetRowToRowMapper(data.Schema);
        Assert.Equal(view.Schema.Select(column => column.Name), engine.OutputSchema.Select(column => column.Name));
    }

    [Fact]
    public void GetOutputSchema_Text_AddsAVector()
    {
        var output = _context.Transforms.EarlyBertPretrainer(outputColumnName: "Embedding").GetOutputSchema(Shapes.Of(Data(1).Schema));

        var added = output.Single(column => column.Name == "Embedding");
        Assert.Equal((SchemaShape.Column.VectorKind.Vector, (DataViewType)NumberDataViewType.Single), (added.Kind, added.ItemType));
        Assert.Contains(output, column => column.Name == "Text");
    }

    [Fact]
    public void ModelSaveAndLoad_Pipeline_IsAFeaturizer()
    {
        var data = Data(Rows);
        using var chain = _context.Transforms.EarlyBertPretrainer(Documents.Options()).Append(_context.Transforms.SelectColumns("Features")).Fit(data);
        _context.Model.Save(chain, data.Schema, _folder.PathOf("model.zip"));

        using var loaded = (TransformerChain<ITransformer>)new MLContext().Model.Load(_folder.PathOf("model.zip"), out _);

        Assert.IsType<EarlyBertFeaturizerTransformer>(loaded.First());
        Assert.Equal(chain.Transform(Data(4)).GetColumn<float[]>("Features"), loaded.Transform(Data(4)).GetColumn<float[]>("Features"));
    }

    [Fact]
    public void Save_FileAndFolder_EmbedTheSame()
    {
        using var transformer = Fit(Documents.Options());
        transformer.Save(_folder.PathOf("model.ebm"));
        transformer.SaveFolder(_folder.PathOf("model"));

        using var file = EarlyBertFeaturizerTransformer.Load(_context, _folder.PathOf("model.ebm"));
        using var folder = _context.Transforms.EarlyBertFeaturizer("Features", "Text", _folder.PathOf("model")).Fit(Data(1));

        Assert.Equal(Features(transformer), Features(file));
        Assert.Equal(Features(transformer), Features(folder));
    }

    [Fact]
    public void EarlyBertClassifier_PretrainedInMemoryOrFolder_GivesTheSamePredictions()
    {
        using var pretrained = Fit(Documents.Options());
        pretrained.SaveFolder(_folder.PathOf("model"));
        var reviews = _context.Data.LoadFromEnumerable(Reviews.Make(24));
        var data = _context.Transforms.Conversion.MapValueToKey("Label").Fit(reviews).Transform(reviews);
        var options = TrainedModel.QuickOptions();
        options.EarlyBert.Scratch = null;
        options.EarlyBert.Pretrained = _folder.PathOf("model");
        using var byFolder = _context.Transforms.EarlyBertClassifier(options).Fit(data);
        options.EarlyBert.Pretrained = null;
        options.PretrainedModel = pretrained.Pretrained;
        using var inMemory = _context.Transforms.EarlyBertClassifier(options).Fit(data);

        Assert.Equal(Scores(byFolder, reviews), Scores(inMemory, reviews));
        Assert.All(inMemory.Ticket!.KeptNeurons.Zip(pretrained.Ticket!.KeptNeurons), layer => Assert.Subset(layer.Second.ToHashSet(), layer.First.ToHashSet()));
        Assert.NotEmpty(Features(pretrained)); // Fit has not disposed it.
    }

    [Fact]
    public void EarlyBertClassifier_PretrainerByParameter_StartsFromIt()
    {
        using var pretrained = Fit(Documents.Options());
        var reviews = _context.Data.LoadFromEnumerable(Reviews.Make(8));
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label").Append(_context.Transforms.EarlyBertClassifier("Label", "Text", pretrained: pretrained));

        using var model = pipeline.Fit(reviews);

        Assert.Equal(Documents.Hidden, model.LastTransformer.Classifier.Config.HiddenSize);
        Assert.Equal(pretrained.Pretrained.Vocabulary.Sha256, model.LastTransformer.Classifier.Vocabulary.Sha256);
        Assert.Equal(3e-4, model.LastTransformer.Options!.Search.LearningRate);
    }

    [Fact]
    public void EarlyBertClassifier_NullInThePlaceOfThePair_IsTheOverloadWithAFolder() =>
        Assert.NotNull(_context.Transforms.EarlyBertClassifier("Label", "Text", null));

    [Fact]
    public void EarlyBertClassifier_ModelAndFolder_IsRefused()
    {
        using var pretrained = Fit(Documents.Options());
        var options = new EarlyBertClassifierOptions { PretrainedModel = pretrained.Pretrained };
        options.EarlyBert.Pretrained = "models/other";

        var fault = Assert.Throws<EarlyBertException>(() => _context.Transforms.EarlyBertClassifier(options));

        Assert.Contains("EarlyBert.Pretrained is 'models/other' too", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_Rows_AreReadByCursorsAndNotHeld()
    {
        var source = new LazySource(400);
        var options = Documents.Options();
        options.Pretraining.Phases[1].MaxTokens = 40;

        using var transformer = Fit(options, _context.Data.LoadFromEnumerable(source));

        Assert.Equal((3, 3 * 400), (source.Enumerations, source.Given)); // vocabulary, 32 pieces, 40 pieces
        Assert.InRange(source.MostAlive, 1, 200);
    }

    [Fact]
    public void Fit_VocabularyFile_SavesAPass()
    {
        using (var first = Fit(Documents.Options()))
            first.Pretrained.Vocabulary.Save(_folder.PathOf("vocab.txt"));
        var source = new LazySource(Rows);
        var options = Documents.Options();
        options.VocabularyPath = _folder.PathOf("vocab.txt");

        using var transformer = Fit(options, _context.Data.LoadFromEnumerable(source));

        Assert.Equal(1, source.Enumerations);
    }

    [Fact]
    public void Fit_PretrainedFolder_GoesOnWithItsVocabularyAndUnits()
    {
        using var first = Fit(Documents.Options());
        first.SaveFolder(_folder.PathOf("model"));
        var source = new LazySource(Rows);
        var options = Documents.Options();
        options.Pretraining.Pretrained = _folder.PathOf("model");

        using var second = Fit(options, _context.Data.LoadFromEnumerable(source));

        Assert.Equal(1, source.Enumerations);
        Assert.Equal(first.Pretrained.Vocabulary.Sha256, second.Pretrained.Vocabulary.Sha256);
        Assert.True(second.Ticket!.KeptNeurons.Sum(layer => layer.Count) < first.Ticket!.KeptNeurons.Sum(layer => layer.Count));
        Assert.All(second.Ticket.KeptNeurons.Zip(first.Ticket.KeptNeurons), layer => Assert.Subset(layer.Second.ToHashSet(), layer.First.ToHashSet()));
    }

    [Fact]
    public void Fit_RowsWithoutText_AreLeftOutAndCounted()
    {
        var rows = Documents.Make(Rows).ToArray();
        rows[3].Text = "";
        rows[9].Text = " \n\t ";
        var reports = new Reports();
        var options = Documents.Options();
        options.Progress = reports;

        using var transformer = Fit(options, _context.Data.LoadFromEnumerable(rows));

        Assert.Single(reports.All, report => report.IsWarning && report.Message == "2 of 60 rows have no text in column 'Text'; they are left out.");
        Assert.Contains(reports.All, report => report.Message?.Contains("were made of 58 documents", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Fit_InterruptedInAWorkFolder_GoesOnToTheSameBits()
    {
        using var whole = Fit(Documents.Options());
        using var stop = new CancellationTokenSource();
        var options = Documents.Options();
        options.WorkFolder = _folder.PathOf("work");
        options.CancellationToken = stop.Token;
        options.Progress = new Reports(TrainingStage.Train, stop.Cancel);

        Assert.ThrowsAny<OperationCanceledException>(() => Fit(options));
        var source = new LazySource(Rows);
        var again = Documents.Options();
        (again.WorkFolder, again.Resume) = (_folder.PathOf("work"), true);
        using var resumed = Fit(again, _context.Data.LoadFromEnumerable(source));

        Assert.Equal(0, source.Enumerations);
        Assert.Equal(whole.Result.Steps, resumed.Result.Steps);
        Assert.Contains(resumed.History, report => report.Message?.StartsWith("Going on from", StringComparison.Ordinal) == true);
        Assert.Equal(Features(whole), Features(resumed));
        Assert.Equal(["checkpoints", "examples-32", "vocab.txt"], Directory.GetFileSystemEntries(_folder.PathOf("work")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Fit_ResumedWithOtherExamples_SaysWhatDiffers()
    {
        var options = Documents.Options();
        options.WorkFolder = _folder.PathOf("work");
        Fit(options).Dispose();
        (options.Resume, options.HeldOutShare) = (true, 0.2);

        AssertFault(() => Fit(options), "HeldOutShare was 0.1, is 0.2");
    }

    [Fact]
    public void Fit_WithoutWorkFolder_LeavesNothingBehind()
    {
        var before = TemporaryFolders();

        Fit(Documents.Options()).Dispose();
        AssertFault(() => Fit(Documents.Options(), _context.Data.LoadFromEnumerable(new[] { new Document { Text = "one" } })), "too short to train on");

        Assert.Empty(TemporaryFolders().Except(before));
    }

    [Fact]
    public void Fit_CancelledWhileReading_Stops()
    {
        using var stop = new CancellationTokenSource();
        var endless = Enumerable.Range(0, int.MaxValue).Select(row =>
        {
            if (row == 5000)
                stop.Cancel();
            return new Document { Text = "a word or two" };
        });
        var options = Documents.Options();
        options.CancellationToken = stop.Token;

        Assert.ThrowsAny<OperationCanceledException>(() => Fit(options, _context.Data.LoadFromEnumerable(endless)));
        Assert.ThrowsAny<OperationCanceledException>(() => Fit(options));
    }

    [Fact]
    public void Fit_BadData_SaysWhatIsWrong()
    {
        var options = Documents.Options();

        AssertFault(() => Fit(options, _context.Data.LoadFromEnumerable(Array.Empty<Document>())), "no rows to pre-train on");
        AssertFault(() => Fit(options, _context.Data.LoadFromEnumerable(new[] { new Document(), new Document() })), "None of the 2 rows has text in column 'Text'");
        options.TextColumnName = "Id";
        AssertFault(() => Fit(options), "'Id' is of type Int32", "TextColumnName");
        options.TextColumnName = "Body";
        AssertFault(() => Fit(options), "no column 'Body'");
        AssertFault(() => _context.Transforms.EarlyBertPretrainer(options).GetOutputSchema(Shapes.Of(Data(1).Schema)), "no column 'Body'");
    }

    [Fact]
    public void EarlyBertPretrainer_BadOptions_AreNamed()
    {
        AssertFault(() => _context.Transforms.EarlyBertPretrainer(recipe: "huge"), "'huge' is no recipe", "paper-base");
        AssertFault(() => _context.Transforms.EarlyBertPretrainer(textColumnName: ""), "TextColumnName is empty");
        AssertFault(() => _context.Transforms.EarlyBertPretrainer(vocabularySize: 3), "VocabularySize is 3", "32 to 1000000");
        AssertFault(() => Create(options => options.Resume = true), "Resume is true", "WorkFolder");
        AssertFault(() => Create(options => options.BatchSize = 0), "BatchSize is 0");
        AssertFault(() => Create(options => options.HeldOutShare = 0.5), "HeldOutShare is 0.5");
        AssertFault(() => Create(options => options.Pretraining.MaskedShare = 1), "MaskedShare is 1");
        AssertFault(() => Create(options => (options.VocabularyPath, options.Pretraining.Pretrained) = ("vocab.txt", "models/old")), "'vocab.txt'", "'models/old'");

        void Create(Action<EarlyBertPretrainerOptions> change)
        {
            var options = Documents.Options();
            change(options);
            _context.Transforms.EarlyBertPretrainer(options);
        }
    }

    [Fact]
    public void EarlyBertPretrainer_OptionsChangedAfterwards_UsesTheCopy()
    {
        var options = Documents.Options();
        var estimator = _context.Transforms.EarlyBertPretrainer(options);
        options.TextColumnName = "Nothing";
        options.Pretraining.Phases = [new PretrainingPhase()];

        using var transformer = estimator.Fit(Data(Rows));

        Assert.Equal(34, transformer.Result.Steps);
    }

    [Fact]
    public void Dispose_Twice_ThenUseFails()
    {
        var transformer = Fit(Documents.Options());
        transformer.Dispose();
        transformer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Features(transformer));
        Assert.Throws<ObjectDisposedException>(() => transformer.SaveFolder(_folder.PathOf("model")));
        var reviews = _context.Data.LoadFromEnumerable(Reviews.Make(8));
        AssertFault(() => _context.Transforms.Conversion.MapValueToKey("Label").Append(_context.Transforms.EarlyBertClassifier("Label", "Text", transformer)).Fit(reviews), "was disposed");
    }

    private IDataView Data(int rows) => _context.Data.LoadFromEnumerable(Documents.Make(rows));

    private EarlyBertPretrainerTransformer Fit(EarlyBertPretrainerOptions options, IDataView? data = null) => _context.Transforms.EarlyBertPretrainer(options).Fit(data ?? Data(Rows));

    private float[][] Features(ITransformer transformer) => transformer.Transform(Data(6)).GetColumn<float[]>("Features").ToArray();

    private static float[][] Scores(ITransformer transformer, IDataView data) => transformer.Transform(data).GetColumn<float[]>("Score").ToArray();

    private static string[] TemporaryFolders() => Directory.GetDirectories(Path.GetTempPath(), "earlybert-*").Where(folder => File.Exists(Path.Combine(folder, "vocab.txt"))).ToArray();

    private static void AssertFault(Action act, params string[] parts)
    {
        var message = Assert.Throws<EarlyBertException>(act).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    /// <summary>Makes each row when it is asked for, and looks how many of those given are still held by somebody.</summary>
    private sealed class LazySource(int count) : IEnumerable<Document>
    {
        public int Enumerations { get; private set; }

        public int Given { get; private set; }

        public int MostAlive { get; private set; }

        public IEnumerator<Document> GetEnumerator()
        {
            Enumerations++;
            var given = new List<WeakReference>();
            foreach (var document in Documents.Make(count))
            {
                Given++;
                given.Add(new WeakReference(document.Text));
                yield return document;
                if (given.Count % 100 == 0)
                {
                    GC.Collect();
                    MostAlive = Math.Max(MostAlive, given.Count(text => text.IsAlive));
                }
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
