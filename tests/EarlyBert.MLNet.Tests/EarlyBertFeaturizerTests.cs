using EarlyBert.MLNet.Tests.Support;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Tests;

[Collection(TrainedModelGroup.Name)]
public sealed class EarlyBertFeaturizerTests(TrainedModel trained) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _context = new(seed: 1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Transform_ModelFolder_GivesMeansOfTheHiddenStates()
    {
        var data = Data(70);
        using var transformer = Featurizer().Fit(data);

        var view = transformer.Transform(data);

        Assert.Equal(128, Assert.IsType<VectorDataViewType>(view.Schema["Features"].Type).Size);
        var expected = trained.Transformer.Classifier.Embed(Reviews.Make(70).Select(row => row.Text).ToArray());
        Assert.Equal(expected.SelectMany(row => row), view.GetColumn<float[]>("Features").SelectMany(row => row), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Fit_Rows_AreNotRead()
    {
        var source = new CountingSource<Review>(Reviews.Make(10));

        using var transformer = Featurizer().Fit(_context.Data.LoadFromEnumerable(source));

        Assert.Equal(0, source.Enumerations);
    }

    [Fact]
    public void Featurizer_BeforeALinearTrainer_TrainsOnIt()
    {
        var data = Data(80);

        using var model = _context.Transforms.Conversion.MapValueToKey("Label").Append(Featurizer()).AppendCacheCheckpoint(_context)
            .Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(data);

        Assert.True(_context.MulticlassClassification.Evaluate(model.Transform(data)).MicroAccuracy > 0.9);
    }

    [Fact]
    public void ModelLoad_FreshContext_GivesTheSameEmbeddings()
    {
        var data = Data(5);
        using var transformer = Featurizer().Fit(data);
        _context.Model.Save(transformer, data.Schema, _folder.PathOf("model.zip"));
        Directory.Delete(_folder.PathOf("model"), recursive: true);

        using var loaded = (EarlyBertFeaturizerTransformer)new MLContext().Model.Load(_folder.PathOf("model.zip"), out _);

        Assert.Equal(Features(transformer, data), Features(loaded, data));
    }

    [Fact]
    public void Save_OwnFile_LoadsTheSame()
    {
        var data = Data(5);
        using var transformer = Featurizer().Fit(data);
        transformer.Save(_folder.PathOf("model.ebm"));

        using var loaded = EarlyBertFeaturizerTransformer.Load(_context, _folder.PathOf("model.ebm"));

        Assert.Equal(Features(transformer, data), Features(loaded, data));
    }

    [Fact]
    public void Predict_Engine_EqualsTransform()
    {
        var data = Data(3);
        using var transformer = Featurizer().Fit(data);
        using var engine = _context.Model.CreatePredictionEngine<Review, Embedded>(transformer);

        Assert.Equal(Features(transformer, data)[2], engine.Predict(Reviews.Make(3)[2]).Features, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Fit_FolderWithoutHead_Embeds()
    {
        var folder = ModelFolder();
        // What a bare pre-trained encoder is: no labels, no classifier.
        Headless.Make(folder, _folder.PathOf("bare"));
        var data = Data(4);
        using var whole = _context.Transforms.EarlyBertFeaturizer("Features", "Text", folder).Fit(data);

        using var bare = _context.Transforms.EarlyBertFeaturizer("Features", "Text", _folder.PathOf("bare")).Fit(data);
        bare.Save(_folder.PathOf("bare.ebm"));
        using var loaded = EarlyBertFeaturizerTransformer.Load(_context, _folder.PathOf("bare.ebm"));

        Assert.Equal(Features(whole, data), Features(bare, data));
        Assert.Equal(Features(whole, data), Features(loaded, data));
        Assert.Empty(bare.Model.Labels);
    }

    [Fact]
    public void Fit_NoFolder_NamesIt()
    {
        var fault = Assert.Throws<EarlyBertException>(() => _context.Transforms.EarlyBertFeaturizer("Features", "Text", "models/none").Fit(Data(1)));

        Assert.Contains("models/none", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NoTextColumn_NamesIt()
    {
        var fault = Assert.Throws<EarlyBertException>(() => _context.Transforms.EarlyBertFeaturizer("Sentence", null, "models/none").Fit(Data(1)));

        Assert.Contains("no column 'Sentence'", fault.Message, StringComparison.Ordinal);
    }

    private EarlyBertFeaturizerEstimator Featurizer() => _context.Transforms.EarlyBertFeaturizer("Features", "Text", ModelFolder());

    private string ModelFolder()
    {
        trained.Transformer.Classifier.Save(_folder.PathOf("model"));
        return _folder.PathOf("model");
    }

    private IDataView Data(int rows) => _context.Data.LoadFromEnumerable(Reviews.Make(rows));

    private static float[][] Features(ITransformer transformer, IDataView data) => transformer.Transform(data).GetColumn<float[]>("Features").ToArray();

    private sealed class Embedded
    {
        [VectorType(128)]
        public float[] Features { get; set; } = [];
    }
}
