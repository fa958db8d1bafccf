using System.Text.Json;
using EarlyBert.Bert;
using EarlyBert.Text;
using EarlyBert.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Weights;

public sealed class HuggingFaceFolderTests : IDisposable
{
    private static readonly BertConfig Config = new()
    {
        VocabSize = 7,
        HiddenSize = 4,
        NumHiddenLayers = 2,
        NumAttentionHeads = 2,
        IntermediateSize = 6,
        MaxPositionEmbeddings = 20,
        Labels = ["no", "yes"],
    };

    private static readonly Vocabulary Words = Vocabulary.FromTokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##b"]);
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public void Load_FolderOfAnotherProgram_HasEverything()
    {
        var directory = SharedData.TryFind("fixtures/safetensors-getcoldfire");
        Skip.If(directory is null, "shared/data/fixtures is not there");
        using var folder = HuggingFaceFolder.Load(directory);
        Assert.Equal(256, folder.Config.VocabSize);
        Assert.Equal(256, folder.Vocabulary.Count);
        Assert.False(folder.LowerCase);
        Assert.Equal(128, folder.MaxTokens);
        Assert.Equal(37, folder.Tensors.Count);
        Assert.All(folder.Tensors.Keys, name => Assert.StartsWith("bert.", name));
        Assert.Empty(folder.Config.Labels);
    }

    [Fact]
    public void Load_WhatSaveWrote_IsTheSame()
    {
        var weights = Weights();
        HuggingFaceFolder.Save(_folder.Root, Config, Words, lowerCase: false, maxTokens: 16, weights);
        using var folder = HuggingFaceFolder.Load(_folder.Root);
        Assert.Equal(Config.ToJson(), folder.Config.ToJson());
        Assert.Equal(Words.Sha256, folder.Vocabulary.Sha256);
        Assert.False(folder.LowerCase);
        Assert.Equal(16, folder.MaxTokens);
        Assert.Equal(weights.Keys, folder.Tensors.Keys);
        Assert.All(weights, pair => Assert.Equal(pair.Value.bytes.ToArray(), folder.Tensors[pair.Key].bytes.ToArray()));
        Assert.Equal(["config.json", "model.safetensors", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt"],
            Directory.GetFiles(_folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Save_PrunedModel_LoadsWithItsShapes()
    {
        var pruned = Config with { KeptHeads = [[1], [0, 1]], KeptNeurons = [[0, 3, 5], [2]] };
        HuggingFaceFolder.Save(_folder.Root, pruned, Words, lowerCase: true, maxTokens: 16, Weights(pruned));
        using var folder = HuggingFaceFolder.Load(_folder.Root);
        Assert.Equal([2L, 4L], folder.Tensors["bert.encoder.layer.0.attention.self.query.weight"].shape);
        Assert.Equal([4L, 1L], folder.Tensors["bert.encoder.layer.1.output.dense.weight"].shape);
        Assert.Equal([[1], [0, 1]], folder.Config.KeptHeads!);
    }

    [Fact]
    public void Save_TokenizerFiles_HaveWhatHuggingFaceReads()
    {
        HuggingFaceFolder.Save(_folder.Root, Config, Words, lowerCase: true, maxTokens: 16, Weights());
        var tokenizer = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(_folder.PathOf("tokenizer_config.json")));
        Assert.Equal("BertTokenizer", tokenizer.GetProperty("tokenizer_class").GetString());
        Assert.True(tokenizer.GetProperty("do_lower_case").GetBoolean());
        Assert.Equal(16, tokenizer.GetProperty("model_max_length").GetInt32());
        var special = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(_folder.PathOf("special_tokens_map.json")))!;
        Assert.Equal("[MASK]", special["mask_token"]);
        Assert.Equal(5, special.Count);
    }

    [Fact]
    public void Load_OldAndForeignNames_AreBroughtToOurs()
    {
        var old = Weights().ToDictionary(
            pair => pair.Key.Replace("bert.", "").Replace("LayerNorm.weight", "LayerNorm.gamma").Replace("LayerNorm.bias", "LayerNorm.beta"), pair => pair.Value);
        old.Add("embeddings.position_ids", arange(20));
        old.Add("cls.predictions.bias", ones(7));
        Save(old);
        using var folder = HuggingFaceFolder.Load(_folder.Root);
        Assert.Equal(Weights().Keys, folder.Tensors.Keys);
    }

    [Fact]
    public void Load_OneWeightUnderTwoNames_IsRefused()
    {
        var weights = Weights();
        weights.Add("pooler.dense.bias", ones(4));
        Save(weights);
        Assert.Contains("two names", Fault());
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("A", false)]
    public void Load_NothingSaysLowerCase_FollowsTheVocabulary(string word, bool lowerCase)
    {
        Save(Weights(), Vocabulary.FromTokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", word, "##b"]));
        File.Delete(_folder.PathOf("tokenizer_config.json"));
        using var folder = HuggingFaceFolder.Load(_folder.Root);
        Assert.Equal(lowerCase, folder.LowerCase);
        Assert.Equal(Config.MaxPositionEmbeddings, folder.MaxTokens);
    }

    [Theory]
    [InlineData("1000000000000000019884624838656", 20)]
    [InlineData("512", 20)]
    [InlineData("12", 12)]
    [InlineData("null", 20)]
    public void Load_ModelMaxLength_IsAtMostThePositions(string written, int expected)
    {
        Save(Weights());
        _folder.Write("tokenizer_config.json", $$"""{"model_max_length": {{written}}}""");
        using var folder = HuggingFaceFolder.Load(_folder.Root);
        Assert.Equal(expected, folder.MaxTokens);
    }

    [Theory]
    [InlineData("""{"model_max_length": 0}""", "model_max_length of 0")]
    [InlineData("{", "no valid JSON")]
    [InlineData("[]", "no valid JSON")]
    [InlineData("""{"do_lower_case": true, "do_lower_case": false}""", "no valid JSON")]
    public void Load_DamagedTokenizerConfig_SaysSo(string written, string said)
    {
        Save(Weights());
        _folder.Write("tokenizer_config.json", written);
        Assert.Contains(said, Fault());
    }

    [Fact]
    public void Load_ClassifierWithoutLabelNames_NumbersThem()
    {
        HuggingFaceFolder.Save(_folder.Root, Config with { Labels = [] }, Words, lowerCase: true, maxTokens: 16, Weights());
        using var folder = HuggingFaceFolder.Load(_folder.Root);
        Assert.Equal(["LABEL_0", "LABEL_1"], folder.Config.Labels);
    }

    [Fact]
    public void Load_VocabularyShorterThanItsTable_LeavesTheRestUnused()
    {
        Save(Weights());
        _folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n");

        using var folder = HuggingFaceFolder.Load(_folder.Root);

        Assert.Equal((6, 7), (folder.Vocabulary.Count, folder.Config.VocabSize));
        Assert.Empty(folder.Warnings);
        using var classifier = TextClassifier.Load(_folder.Root);
        using var stream = new MemoryStream();
        classifier.Write(stream);
        stream.Position = 0;
        using var again = TextClassifier.Read(stream, "the stream");
        Assert.Equal(classifier.Embed(["a", "a b"]), again.Embed(["a", "a b"]));
    }

    [Fact]
    public void Load_VocabularyLongerThanItsTable_ReadsTheSurplusAsUnknown()
    {
        Save(Weights());
        _folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##b\nc\nd\n");

        using var folder = HuggingFaceFolder.Load(_folder.Root);

        Assert.Equal((9, 9), (folder.Vocabulary.Count, folder.Config.VocabSize));
        Assert.Equal($"The vocabulary of '{_folder.Root}' has 9 entries, its config.json says 7: 2 words, from 'c' on, have no row in the embedding table and are read as [UNK]; check that the vocabulary belongs to these weights.", Assert.Single(folder.Warnings));
        using var classifier = TextClassifier.From(folder);
        Assert.Equal(folder.Warnings, classifier.Warnings);
        Assert.Equal(classifier.Embed(["zzz a zzz"]), classifier.Embed(["c a d"]));
    }

    [Fact]
    public void Load_SpecialTokensBeyondTheTable_SaysWhich()
    {
        Save(Weights());
        _folder.Write("vocab.txt", "[PAD]\n[UNK]\na\n##b\nc\nd\ne\n[CLS]\n[SEP]\n[MASK]\n");

        Assert.Contains("has 10 entries, its config.json says 7, and [CLS], [SEP] would have no row", Fault());
    }

    [Theory]
    [InlineData(true, "Ab", "has upper-case letters, but texts are lower-cased")]
    [InlineData(false, "ab", "has lower-case letters alone, but texts keep their case")]
    [InlineData(true, "ab", null)]
    [InlineData(false, "Ab", null)]
    public void Load_CasingAgainstTheVocabulary_WarnsOnce(bool lowerCase, string word, string? warning)
    {
        Save(Weights(), Vocabulary.FromTokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", word, "##b"]));
        _folder.Write("tokenizer_config.json", $$"""{"do_lower_case": {{(lowerCase ? "true" : "false")}}}""");

        using var classifier = TextClassifier.Load(_folder.Root);

        if (warning is null)
            Assert.Empty(classifier.Warnings);
        else
            Assert.Contains(warning, Assert.Single(classifier.Warnings));
    }

    [Fact]
    public void Load_ConfigurationOfAnotherModel_ListsTheShapesBeforeBuilding()
    {
        Save(Weights());
        _folder.Write("config.json", (Config with { HiddenSize = 65536, IntermediateSize = 1 << 20, NumHiddenLayers = 1000 }).ToJson());
        var fault = Fault();
        Assert.Contains("missing (bert.encoder.layer.2.", fault);
        Assert.Contains("bert.embeddings.word_embeddings.weight is [7, 4], the configuration says [7, 65536]", fault);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("vocab.txt")]
    [InlineData("model.safetensors")]
    public void Load_FileMissing_NamesIt(string file)
    {
        Save(Weights());
        File.Delete(_folder.PathOf(file));
        Assert.Contains($"has no {file}", Fault());
    }

    [Theory]
    [InlineData("tf_model.h5")]
    [InlineData("flax_model.msgpack")]
    public void Load_FormatThatCannotBeRead_SaysHowToConvert(string file)
    {
        Save(Weights());
        File.Move(_folder.PathOf("model.safetensors"), _folder.PathOf(file));
        var fault = Fault();
        Assert.Contains(file, fault);
        Assert.Contains("safe_serialization=True", fault);
    }

    [Fact]
    public void Load_NoFolder_NamesIt() =>
        Assert.Contains("nowhere", Assert.Throws<EarlyBertException>(() => HuggingFaceFolder.Load(_folder.PathOf("nowhere"))).Message);

    private void Save(IEnumerable<KeyValuePair<string, Tensor>> tensors, Vocabulary? vocabulary = null) =>
        HuggingFaceFolder.Save(_folder.Root, Config, vocabulary ?? Words, lowerCase: true, maxTokens: 16, tensors);

    private string Fault() => Assert.Throws<EarlyBertException>(() => HuggingFaceFolder.Load(_folder.Root)).Message;

    private static Dictionary<string, Tensor> Weights(BertConfig? config = null)
    {
        var weights = EncoderShapes.Of(config ?? Config).ToDictionary(part => part.Name, part => rand(part.Shape));
        weights.Add("classifier.weight", rand(2, 4));
        weights.Add("classifier.bias", rand(2));
        return weights;
    }
}
