using System.Text.Json;
using EarlyBert.Bert;
using EarlyBert.Tests.Weights.PyTorch;
using EarlyBert.Tests.Weights.TensorFlow;
using EarlyBert.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Weights;

/// <summary>Model folders in every format: the same model comes out.</summary>
public sealed class WeightFormatsTests : IDisposable
{
    private static readonly BertConfig Config = new()
    {
        VocabSize = 7,
        HiddenSize = 4,
        NumHiddenLayers = 1,
        NumAttentionHeads = 2,
        IntermediateSize = 6,
        MaxPositionEmbeddings = 20,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Dictionary<string, Tensor> _weights;

    public WeightFormatsTests()
    {
        _weights = EncoderShapes.Of(Config).ToDictionary(part => part.Name, part => rand(part.Shape));
        _folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##b\n");
        _folder.Write("config.json", Config.ToJson());
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Load_PyTorchZip_IsTheSameModel()
    {
        _folder.Write("pytorch_model.bin", TorchFiles.Zip(Saved(_weights)));
        AssertSame();
    }

    [Fact]
    public void Load_PyTorchLegacy_IsTheSameModel()
    {
        _folder.Write("pytorch_model.bin", TorchFiles.Legacy(Saved(_weights)));
        AssertSame();
    }

    [Fact]
    public void Load_TensorFlowCheckpoint_IsTheSameModel()
    {
        WriteCheckpoint("bert_model.ckpt", _weights);
        File.Move(_folder.PathOf("config.json"), _folder.PathOf("bert_config.json"));
        AssertSame();
    }

    [Fact]
    public void Load_CheckpointNamedByItsStep_IsRead()
    {
        WriteCheckpoint("model.ckpt-1234", _weights);
        AssertSame();
        WriteCheckpoint("model.ckpt-2000", _weights);
        var fault = Assert.Throws<EarlyBertException>(() => HuggingFaceFolder.Load(_folder.Root)).Message;
        Assert.Contains("2 checkpoints, model.ckpt-1234.index among them", fault);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("pytorch_model.bin")]
    public void Load_SeveralFiles_IsTheSameModel(string name)
    {
        WriteShards(name);
        AssertSame();
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    public void Load_OtherPrecisions_AreSingleAfterwards(ScalarType type)
    {
        var converted = _weights.ToDictionary(pair => pair.Key, pair => pair.Value.to(type));
        SafeTensors.Write(_folder.PathOf("model.safetensors"), converted);
        AssertSame(converted);
        File.Delete(_folder.PathOf("model.safetensors"));
        _folder.Write("pytorch_model.bin", TorchFiles.Zip(Saved(converted)));
        AssertSame(converted);
        File.Delete(_folder.PathOf("pytorch_model.bin"));
        _folder.Write("pytorch_model.bin", TorchFiles.Legacy(Saved(converted)));
        AssertSame(converted);
    }

    [Fact]
    public void Load_SeveralFormats_TakesThemInOrder()
    {
        // Each format has another number in its first place, which says where it came from.
        WriteCheckpoint("bert_model.ckpt", Marked(5));
        AssertMark(5);
        _folder.Write("pytorch_model-1.bin", TorchFiles.Zip(Saved(Marked(4))));
        _folder.Write("pytorch_model.bin.index.json", JsonSerializer.Serialize(new { weight_map = _weights.Keys.ToDictionary(name => name, _ => "pytorch_model-1.bin") }));
        AssertMark(4);
        _folder.Write("pytorch_model.bin", TorchFiles.Legacy(Saved(Marked(3))));
        AssertMark(3);
        SafeTensors.Write(_folder.PathOf("1.safetensors"), Marked(2));
        _folder.Write("model.safetensors.index.json", JsonSerializer.Serialize(new { weight_map = _weights.Keys.ToDictionary(name => name, _ => "1.safetensors") }));
        AssertMark(2);
        SafeTensors.Write(_folder.PathOf("model.safetensors"), Marked(1));
        AssertMark(1);

        Dictionary<string, Tensor> Marked(float mark)
        {
            var marked = _weights.ToDictionary(pair => pair.Key, pair => pair.Value.clone());
            marked["bert.pooler.dense.bias"].fill_(mark);
            return marked;
        }

        void AssertMark(float mark)
        {
            using var model = HuggingFaceFolder.Load(_folder.Root);
            Assert.Equal(mark, model.Tensors["bert.pooler.dense.bias"][0].item<float>());
        }
    }

    [Fact]
    public void Load_ForeignNamesAndHeads_AreBroughtToOurs()
    {
        var foreign = _weights.ToDictionary(
            pair => pair.Key.Replace("bert.", "module.").Replace("LayerNorm.weight", "LayerNorm.gamma").Replace("LayerNorm.bias", "LayerNorm.beta"), pair => pair.Value);
        foreign.Add("module.embeddings.position_ids", arange(20));
        foreign.Add("module.qa_outputs.weight", ones(2, 4));
        foreign.Add("module.tag_outputs.weight", ones(9, 4));
        foreign.Add("module.cls.predictions.bias", ones(7));
        foreign.Add("module.cls.predictions.decoder.weight", ones(7, 4));
        foreign.Add("module.classifier.weight", ones(3, 4));
        _folder.Write("pytorch_model.bin", TorchFiles.Zip(Saved(foreign)));
        using var model = HuggingFaceFolder.Load(_folder.Root);
        Assert.Equal(_weights.Keys.Concat(["qa_outputs.weight", "classifier.weight"]), model.Tensors.Keys);
        Assert.Equal(3, model.Config.Labels.Count);
        using var all = HuggingFaceFolder.Load(_folder.Root, pretrainingHeads: true);
        Assert.Equal(_weights.Keys.Concat(["qa_outputs.weight", "tag_outputs.weight", "cls.predictions.bias", "classifier.weight"]), all.Tensors.Keys);
    }

    [Theory]
    [InlineData("{", "no valid JSON")]
    [InlineData("[]", "no object weight_map")]
    [InlineData("""{"weight_map": []}""", "no object weight_map")]
    [InlineData("""{"weight_map": {"bert.x": 5}}""", "no file of its folder")]
    [InlineData("""{"weight_map": {"bert.x": "../../etc/passwd"}}""", "no file of its folder")]
    [InlineData("""{"weight_map": {"bert.x": "/etc/passwd"}}""", "no file of its folder")]
    [InlineData("""{"weight_map": {"bert.x": ".."}}""", "no file of its folder")]
    [InlineData("""{"weight_map": {"bert.x": "C:x"}}""", "no file of its folder")]
    [InlineData("""{"weight_map": {"bert.x": "a", "bert.x": "b"}}""", "'bert.x' twice")]
    [InlineData("""{"weight_map": {"bert.x": "\ud800"}}""", "no valid JSON")]
    [InlineData("""{"weight_map": {"bert.x": "missing.safetensors"}}""", "missing.safetensors")]
    [InlineData("""{"weight_map": {"bert.x": "model.safetensors.index.json"}}""", "model.safetensors.index.json")]
    public void Load_ListOfFilesDamaged_SaysSo(string list, string said)
    {
        _folder.Write("model.safetensors.index.json", list);
        Assert.Contains(said, Assert.Throws<EarlyBertException>(() => HuggingFaceFolder.Load(_folder.Root)).Message);
    }

    [Fact]
    public void Load_FileWithoutWhatTheListPromises_SaysSo()
    {
        WriteShards("model.safetensors");
        SafeTensors.Write(_folder.PathOf("model.safetensors-1.safetensors"), [new("bert.embeddings.LayerNorm.bias", ones(4))]);
        Assert.Contains("lacks 'bert.", Assert.Throws<EarlyBertException>(() => HuggingFaceFolder.Load(_folder.Root)).Message);
    }

    [Fact]
    public void Load_ProgramInsteadOfWeights_IsRefused()
    {
        _folder.Write("pytorch_model.bin", TorchFiles.ZipOf(new PickleWriter().Global("posix", "system").Do("(").Text("exit 1").Do("tR").ToArray()));
        var fault = Assert.Throws<EarlyBertException>(() => HuggingFaceFolder.Load(_folder.Root)).Message;
        Assert.StartsWith($"'{_folder.PathOf("pytorch_model.bin")}' asks for 'posix.system', which weights do not need", fault);
    }

    [SkippableFact]
    public void Load_FixtureInTheLegacyFormat_HasEverything()
    {
        var directory = SharedData.TryFind("fixtures/pytorch-camphr/bert-test");
        Skip.If(directory is null, "shared/data/fixtures is not there");
        using var model = HuggingFaceFolder.Load(directory);
        Assert.Equal(39, model.Tensors.Count);
        Assert.Equal(1000, model.Vocabulary.Count);
        Assert.False(model.LowerCase);
        Assert.Equal(-265.40381094671477, Fingerprint(model.Tensors), 1e-9);
    }

    [SkippableFact]
    public void Load_FixtureOfPretraining_HasEverythingButItsVocabulary()
    {
        var directory = SharedData.TryFind("fixtures/pytorch-legacy-kb");
        Skip.If(directory is null, "shared/data/fixtures is not there");
        var tensors = EarlyBert.Weights.PyTorch.PyTorchArchive.Read(Path.Combine(directory, "pytorch_model.bin"), null, _ => true);
        Assert.Equal(47, tensors.Count);
        Assert.Equal(246.4848951377644, Fingerprint(tensors), 1e-9);
        Assert.Equal(tensors["bert.embeddings.word_embeddings.weight"].bytes.ToArray(), tensors["cls.predictions.decoder.weight"].bytes.ToArray());

        // The vocabulary that came with it is another model's.
        using (var longer = HuggingFaceFolder.Load(directory, pretrainingHeads: true))
        {
            Assert.Contains("22 entries, its bert_config.json says 18: 4 words, from 'big' on,", Assert.Single(longer.Warnings));
            var table = longer.Tensors["bert.embeddings.word_embeddings.weight"];
            Assert.Equal([22L, 12], table.shape);
            Assert.Equal([22L], longer.Tensors["cls.predictions.bias"].shape);
            Assert.Equal(table[1].data<float>().ToArray(), table[21].data<float>().ToArray());
            using var reader = TextClassifier.From(longer);
            Assert.Equal(12, reader.Embed(["the quick cat"])[0].Length);
        }

        File.Copy(Path.Combine(directory, "pytorch_model.bin"), _folder.PathOf("pytorch_model.bin"));
        File.Copy(Path.Combine(directory, "bert_config.json"), _folder.PathOf("config.json"), overwrite: true);
        _folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n" + string.Join('\n', "abcdefghijklm".ToCharArray()));
        using var model = HuggingFaceFolder.Load(_folder.Root);
        Assert.Equal(39, model.Tensors.Count);
        using var whole = HuggingFaceFolder.Load(_folder.Root, pretrainingHeads: true);
        Assert.Equal(46, whole.Tensors.Count);
    }

    [SkippableFact]
    public void Load_FixtureInTheZipFormat_HasEverythingButSurplusWords()
    {
        var directory = SharedData.TryFind("fixtures/pytorch-camphr/ner_bert");
        Skip.If(directory is null, "shared/data/fixtures is not there");
        var tensors = EarlyBert.Weights.PyTorch.PyTorchArchive.Read(Path.Combine(directory, "pytorch_model.bin"), null, _ => true);
        Assert.Equal(24, tensors.Count);
        Assert.Equal(-10318.854166542635, Fingerprint(tensors), 1e-9);

        // Three words too many for its weights.
        using (var longer = HuggingFaceFolder.Load(directory))
            Assert.Contains("405 entries, its config.json says 402: 3 words, from '\u039a' on,", Assert.Single(longer.Warnings));
        File.Copy(Path.Combine(directory, "pytorch_model.bin"), _folder.PathOf("pytorch_model.bin"));
        File.Copy(Path.Combine(directory, "config.json"), _folder.PathOf("config.json"), overwrite: true);
        File.WriteAllLines(_folder.PathOf("vocab.txt"), File.ReadLines(Path.Combine(directory, "vocab.txt")).Take(402));
        using var model = HuggingFaceFolder.Load(_folder.Root);
        Assert.Equal(23, model.Tensors.Count);
        Assert.Equal([9L, 16], model.Tensors["classifier.weight"].shape);
        Assert.Equal("B-MISC", model.Config.Labels[1]);
    }

    [SkippableFact]
    public void Load_FixtureOfTensorFlow_HasEverything()
    {
        var directory = SharedData.TryFind("fixtures/tf-ckpt-keras-bert");
        Skip.If(directory is null, "shared/data/fixtures is not there");
        using var model = HuggingFaceFolder.Load(directory);
        Assert.Equal(15, model.Vocabulary.Count);
        Assert.Equal(EncoderShapes.Of(model.Config).Select(part => part.Name).Order(StringComparer.Ordinal), model.Tensors.Keys.Order(StringComparer.Ordinal));
        using var whole = HuggingFaceFolder.Load(directory, pretrainingHeads: true);
        Assert.Equal(model.Tensors.Count + 7, whole.Tensors.Count);
    }

    /// <summary>Every number times its place, so that neither a value nor an order may differ.</summary>
    private static double Fingerprint(IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        return tensors.Values.Sum(tensor => (tensor.to_type(ScalarType.Float64).flatten() * arange(1, tensor.numel() + 1)).sum().item<double>());
    }

    private static SavedTensor[] Saved(IEnumerable<KeyValuePair<string, Tensor>> tensors) => tensors.Select((pair, i) => SavedTensor.Of(pair.Key, $"{i}", pair.Value)).ToArray();

    private void WriteShards(string name)
    {
        var files = _weights.Keys.Select((weight, i) => (weight, File: $"{name}-{i % 2}.{(name.EndsWith("bin", StringComparison.Ordinal) ? "bin" : "safetensors")}")).ToDictionary(pair => pair.weight, pair => pair.File);
        foreach (var file in files.Values.Distinct())
        {
            // A tensor that the list does not name there is passed over.
            var tensors = _weights.Where(pair => files[pair.Key] == file).Append(new("bert.surplus", ones(1)));
            if (name.EndsWith("bin", StringComparison.Ordinal))
                _folder.Write(file, TorchFiles.Zip(Saved(tensors)));
            else
                SafeTensors.Write(_folder.PathOf(file), tensors);
        }

        _folder.Write($"{name}.index.json", JsonSerializer.Serialize(new { metadata = new { total_size = 1 }, weight_map = files }));
    }

    private void WriteCheckpoint(string name, Dictionary<string, Tensor> weights)
    {
        var variables = weights.SelectMany(pair =>
        {
            var isMatrix = pair.Value.shape.Length == 2 && !pair.Key.Contains("embeddings");
            var values = (isMatrix ? pair.Value.t().contiguous() : pair.Value);
            var variable = pair.Key.Replace("layer.", "layer_").Replace('.', '/').Replace("_embeddings/weight", "_embeddings").Replace("LayerNorm/weight", "LayerNorm/gamma").Replace("LayerNorm/bias", "LayerNorm/beta");
            if (isMatrix)
                variable = variable.Replace("/weight", "/kernel");
            return new[] { (variable, values.shape, values.data<float>().ToArray()), (variable + "/adam_m", values.shape, new float[values.numel()]) };
        });
        var (index, data) = CheckpointWriter.Write([.. variables, ("global_step", [1], [7f])]);
        _folder.Write(name + ".index", index);
        _folder.Write(name + ".data-00000-of-00001", data);
    }

    private void AssertSame(IReadOnlyDictionary<string, Tensor>? expected = null)
    {
        using var model = HuggingFaceFolder.Load(_folder.Root);
        Assert.Equal(_weights.Keys.Order(StringComparer.Ordinal), model.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected ?? _weights, pair =>
        {
            Assert.Equal(ScalarType.Float32, model.Tensors[pair.Key].dtype);
            Assert.Equal(pair.Value.shape, model.Tensors[pair.Key].shape);
            Assert.Equal(pair.Value.to(ScalarType.Float32).bytes.ToArray(), model.Tensors[pair.Key].bytes.ToArray());
        });
    }
}
