using System.Globalization;
using System.IO.Compression;
using EarlyBert.MLNet.Persistence;
using EarlyBert.MLNet.Tests.Support;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Tests.Persistence;

/// <summary>Saved and loaded: the same scores, wherever it happens; damage is named.</summary>
[Collection(TrainedModelGroup.Name)]
public sealed class PersistenceTests(TrainedModel trained) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ModelLoad_FreshContext_GivesTheSameTransformer()
    {
        trained.Context.Model.Save(trained.Chain, trained.Data.Schema, _folder.PathOf("model.zip"));
        var context = new MLContext();

        using var model = Assert.IsType<TransformerChain<ITransformer>>(context.Model.Load(_folder.PathOf("model.zip"), out var schema));
        var transformer = Assert.IsType<EarlyBertClassifierTransformer>(model.ElementAt(1));

        Assert.Equal(["Label", "Text", "Second", "Id"], schema.Select(column => column.Name));
        Assert.Equal(Scores(trained.Transformer), Scores(transformer));
        Assert.Equal(trained.Transformer.Ticket!.ToJson(), transformer.Ticket!.ToJson());
        Assert.Equal(trained.Transformer.Options!.ToJson(), transformer.Options!.ToJson());
        Assert.Null(transformer.Result);
        Assert.Empty(transformer.History);
    }

    [Fact]
    public void ModelLoad_LoadedModel_KeepsColumnsAndAnnotations()
    {
        trained.Context.Model.Save(trained.Transformer, null, _folder.PathOf("model.zip"));
        var context = new MLContext();

        using var transformer = (EarlyBertClassifierTransformer)context.Model.Load(_folder.PathOf("model.zip"), out var schema);
        var scored = transformer.Transform(trained.Keys.Transform(trained.Data));

        Assert.Null(schema);
        Assert.Equal(["praise", "blame"], Gather.Values(scored.Schema["PredictedLabel"], "KeyValues"));
        Assert.Equal(
            trained.Context.MulticlassClassification.Evaluate(trained.Transformer.Transform(trained.Keys.Transform(trained.Data))).LogLoss,
            context.MulticlassClassification.Evaluate(scored).LogLoss);
    }

    [Fact]
    public void ModelLoad_FromStream_AfterOurCatalogWasUsed_Works()
    {
        var context = new MLContext();
        context.UseEarlyBert();
        using var stream = new MemoryStream();
        trained.Context.Model.Save(trained.Chain, trained.Data.Schema, stream);
        stream.Position = 0;

        var model = context.Model.Load(stream, out _);

        Assert.Equal(4, model.Transform(context.Data.LoadFromEnumerable(Reviews.Make(4))).GetColumn<string>("PredictedLabel").Count());
        ((IDisposable)model).Dispose();
    }

    [Fact]
    public void ModelLoad_SavedAgain_GivesTheSameScores()
    {
        trained.Context.Model.Save(trained.Transformer, null, _folder.PathOf("first.zip"));
        using var first = (EarlyBertClassifierTransformer)new MLContext().Model.Load(_folder.PathOf("first.zip"), out _);
        new MLContext().Model.Save(first, null, _folder.PathOf("second.zip"));

        using var second = (EarlyBertClassifierTransformer)new MLContext().Model.Load(_folder.PathOf("second.zip"), out _);

        Assert.Equal(Scores(trained.Transformer), Scores(second));
    }

    [Fact]
    public void ModelLoad_AnotherProcess_NeedsNoCall()
    {
        trained.Context.Model.Save(trained.Chain, trained.Data.Schema, _folder.PathOf("model.zip"));

        var lines = Loader.Run([_folder.PathOf("model.zip"), .. Reviews.Texts]);

        Assert.Equal("input: Label,Text,Second,Id", lines[0]);
        var expected = Scores(trained.Transformer);
        for (var row = 0; row < expected.Length; row++)
        {
            var fields = lines[row + 1].Split('\t');
            Assert.Equal(expected[row][0] > expected[row][1] ? "praise" : "blame", fields[0]);
            // The other process chooses its own number of threads, which moves the last bit of a score.
            var scores = fields[1].Split(' ').Select(score => float.Parse(score, CultureInfo.InvariantCulture)).ToArray();
            Assert.All(expected[row].Zip(scores), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        }
    }

    [Fact]
    public void ModelLoad_NumberLabels_StayNumbers()
    {
        var data = trained.Context.Data.LoadFromEnumerable(Reviews.Make(32).Select(row => new Rated { Label = row.Label == "praise" ? 5 : 0.5f, Text = row.Text }));
        using var model = trained.Context.Transforms.Conversion.MapValueToKey("Label").Append(trained.Context.Transforms.EarlyBertClassifier(TrainedModel.QuickOptions()))
            .Append(trained.Context.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(data);
        trained.Context.Model.Save(model, data.Schema, _folder.PathOf("model.zip"));

        using var loaded = (TransformerChain<ITransformer>)new MLContext().Model.Load(_folder.PathOf("model.zip"), out _);

        Assert.All(loaded.Transform(data).GetColumn<float>("PredictedLabel"), label => Assert.Contains(label, new[] { 5, 0.5f }));
    }

    [Fact]
    public void Save_OwnFile_LoadsTheSame()
    {
        trained.Transformer.Save(_folder.PathOf("model.ebm"));

        using var loaded = EarlyBertClassifierTransformer.Load(new MLContext(), _folder.PathOf("model.ebm"));

        Assert.Equal(Scores(trained.Transformer), Scores(loaded));
        Assert.Equal(trained.Transformer.Ticket!.ToJson(), loaded.Ticket!.ToJson());
    }

    [Fact]
    public void Save_Twice_GivesTheSameBytes()
    {
        trained.Transformer.Save(_folder.PathOf("a.ebm"));
        trained.Transformer.Save(_folder.PathOf("b.ebm"));

        Assert.Equal(File.ReadAllBytes(_folder.PathOf("a.ebm")), File.ReadAllBytes(_folder.PathOf("b.ebm")));
    }

    [Fact]
    public void Save_PathIsAFolder_KeepsItAndSaysSo()
    {
        Directory.CreateDirectory(_folder.PathOf("there"));

        var fault = Assert.Throws<EarlyBertException>(() => trained.Transformer.Save(_folder.PathOf("there")));

        Assert.Contains("could not be written", fault.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(_folder.PathOf("there")));
    }

    [Fact]
    public void Load_NoFile_NamesIt()
    {
        var fault = Assert.Throws<EarlyBertException>(() => EarlyBertClassifierTransformer.Load(new MLContext(), _folder.PathOf("none.ebm")));

        Assert.Contains("none.ebm", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MlNetsZip_SaysWhichLoadReadsIt()
    {
        trained.Context.Model.Save(trained.Transformer, null, _folder.PathOf("model.zip"));

        var fault = Assert.Throws<EarlyBertException>(() => EarlyBertClassifierTransformer.Load(new MLContext(), _folder.PathOf("model.zip")));

        Assert.Contains("mlContext.Model.Load", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AnotherKind_SaysWhatItIs()
    {
        trained.Transformer.Save(_folder.PathOf("model.ebm"));

        var fault = Assert.Throws<EarlyBertException>(() => EarlyBertFeaturizerTransformer.Load(new MLContext(), _folder.PathOf("model.ebm")));

        Assert.Contains("holds a classifier, not a featurizer", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(11)]
    [InlineData(40)]
    [InlineData(5000)]
    [InlineData(-1)]
    public void Load_TruncatedFile_SaysSo(int length)
    {
        trained.Transformer.Save(_folder.PathOf("model.ebm"));
        var bytes = File.ReadAllBytes(_folder.PathOf("model.ebm"));
        File.WriteAllBytes(_folder.PathOf("model.ebm"), bytes[..(length < 0 ? bytes.Length + length : length)]);

        var fault = Assert.Throws<EarlyBertException>(() => EarlyBertClassifierTransformer.Load(new MLContext(), _folder.PathOf("model.ebm")));

        Assert.Contains("model.ebm", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NewerFormat_AsksForAnUpdate()
    {
        var fault = Assert.Throws<EarlyBertException>(() => ModelManifest.Parse("""{"formatVersion":9,"kind":"classifier","textColumnName":"Text","outputColumnName":"O","batchSize":1}""", ModelManifest.Classifier, "m.ebm"));

        Assert.Contains("'m.ebm' has model format 9", fault.Message, StringComparison.Ordinal);
        Assert.Contains("update", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Model.bin")]
    [InlineData("Model.key")]
    public void ModelLoad_DamagedEntry_HasOurSentenceInside(string entry)
    {
        trained.Context.Model.Save(trained.Transformer, null, _folder.PathOf("model.zip"));
        RewriteEntry(_folder.PathOf("model.zip"), entry, bytes => bytes[bytes.Length / 2] ^= 0x55);

        var fault = Assert.ThrowsAny<Exception>(() => new MLContext().Model.Load(_folder.PathOf("model.zip"), out _));

        Assert.Contains("checksum", Gather.Ours(fault).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelLoad_MissingEntry_HasOurSentenceInside()
    {
        trained.Context.Model.Save(trained.Transformer, null, _folder.PathOf("model.zip"));
        using (var zip = ZipFile.Open(_folder.PathOf("model.zip"), ZipArchiveMode.Update))
            zip.Entries.Single(entry => entry.Name == "Model.bin").Delete();

        var fault = Assert.ThrowsAny<Exception>(() => new MLContext().Model.Load(_folder.PathOf("model.zip"), out _));

        Assert.Contains("lacks its entry Model.bin", Gather.Ours(fault).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelLoad_TruncatedZip_IsMlNetsFormatException()
    {
        trained.Context.Model.Save(trained.Transformer, null, _folder.PathOf("model.zip"));
        var bytes = File.ReadAllBytes(_folder.PathOf("model.zip"));
        File.WriteAllBytes(_folder.PathOf("model.zip"), bytes[..(bytes.Length / 2)]);

        // ML.NET opens the zip before it finds us, so the sentence is its own.
        var fault = Assert.Throws<FormatException>(() => new MLContext().Model.Load(_folder.PathOf("model.zip"), out _));
        Assert.Contains("zip archive", fault.Message, StringComparison.Ordinal);
    }

    private static float[][] Scores(EarlyBertClassifierTransformer transformer) => transformer.Classifier.Score(Reviews.Texts);

    private static void RewriteEntry(string path, string name, Action<byte[]> change)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Update);
        var entry = zip.Entries.Single(candidate => candidate.Name == name);
        byte[] bytes;
        using (var stream = entry.Open())
        {
            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
        }

        change(bytes);
        using var rewritten = entry.Open();
        rewritten.Write(bytes);
    }
}
