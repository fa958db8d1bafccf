using System.Buffers.Binary;
using System.Security.Cryptography;
using EarlyBert.Bert;
using EarlyBert.Text;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Weights;

public sealed class ModelStreamFuzzTests
{
    private const int HeaderBytes = 8, Sections = 4;
    private const string Text = "a ab c ab a a ab abb";

    /// <summary>What of a model hangs on its task: shape, head, how it is read, and how it is used.</summary>
    private sealed record Kind(BertConfig Config, string Head, int Outputs, Func<Stream, TrainedBert> Read, Action<TrainedBert> Use);

    private static readonly Dictionary<string, Kind> Kinds = new()
    {
        ["classes"] = new(new() { Labels = ["no", "yes"] }, "classifier", 2, Classifier, Score),
        ["several labels"] = new(
            new() { Labels = ["no", "yes"], ProblemType = BertConfig.MultiLabel, LabelThresholds = [0.25f, 0.75f], LongText = LongText.Windows(3) }, "classifier", 2, Classifier, Score),
        ["number"] = new(
            new() { Labels = ["score"], ProblemType = BertConfig.Regression, LongText = LongText.HeadTail }, "classifier", 1,
            stream => TextRegressor.Read(stream, "mutant"), model => Assert.Single(((TextRegressor)model).Score([Text]))),
        ["answers"] = new(
            new() { Answers = new AnswerOptions { NoAnswerThreshold = 0, Windows = new WindowOptions { Stride = 2, MaxQuestionTokens = 2 } } }, "qa_outputs", 2,
            stream => QuestionAnswerer.Read(stream, "mutant"), model => Assert.NotNull(((QuestionAnswerer)model).Answer("b", Text).Text)),
    };

    public static TheoryData<string> KindNames => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Read_MutatedModels_FailCleanlyOrScore(string name)
    {
        var kind = Kinds[name];
        var valid = Valid(kind);
        using (var model = kind.Read(new MemoryStream(valid)))
            kind.Use(model);
        var mutants = Mutations.Of(valid, count: 600, seed: 3)
            .Concat(Enumerable.Range(0, Sections).SelectMany(section => WithMutatedSection(valid, section, count: 600)));
        var read = 0;
        foreach (var mutant in mutants)
        {
            try
            {
                using var model = kind.Read(new MemoryStream(mutant));
                if (read++ % 20 == 0)
                    kind.Use(model);
            }
            catch (EarlyBertException fault)
            {
                Assert.True(fault.Message.Length is > 20 and < 2000, fault.Message);
            }
        }

        Assert.InRange(read, 1, 2_999);
    }

    private static TrainedBert Classifier(Stream stream) => TextClassifier.Read(stream, "mutant");

    private static void Score(TrainedBert model)
    {
        var classifier = (TextClassifier)model;
        Assert.Equal(classifier.Labels.Count, classifier.Labels.Count == 0 ? 0 : classifier.Score([Text])[0].Length);
    }

    private static byte[] Valid(Kind kind)
    {
        using var scope = NewDisposeScope();
        var config = kind.Config with { VocabSize = 7, HiddenSize = 4, NumHiddenLayers = 1, NumAttentionHeads = 2, IntermediateSize = 3, MaxPositionEmbeddings = 8 };
        var weights = EncoderShapes.Of(config).Append((Name: $"{kind.Head}.weight", Shape: [kind.Outputs, 4])).Append((Name: $"{kind.Head}.bias", Shape: [kind.Outputs]))
            .Select(part => KeyValuePair.Create(part.Name, rand(part.Shape)));
        using var stream = new MemoryStream();
        ModelStream.Write(stream, config, Vocabulary.FromTokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##b"]), lowerCase: true, maxTokens: 8, weights);
        return stream.ToArray();
    }

    /// <summary>Damage inside a section, its length and checksum made right again: what the checksum would otherwise keep from the readers behind it.</summary>
    private static IEnumerable<byte[]> WithMutatedSection(byte[] valid, int section, int count)
    {
        var start = HeaderBytes;
        for (var i = 0; i < section; i++)
            start = EndOf(valid, start);
        var content = valid.AsSpan(start + sizeof(long), EndOf(valid, start) - SHA256.HashSizeInBytes - start - sizeof(long)).ToArray();
        var length = new byte[sizeof(long)];
        foreach (var mutant in Mutations.Of(content, count, seed: 10 + section))
        {
            BinaryPrimitives.WriteInt64LittleEndian(length, mutant.Length);
            yield return [.. valid.AsSpan(0, start), .. length, .. mutant, .. SHA256.HashData(mutant), .. valid.AsSpan(EndOf(valid, start))];
        }
    }

    private static int EndOf(byte[] bytes, int start) =>
        start + sizeof(long) + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(start)) + SHA256.HashSizeInBytes;
}
