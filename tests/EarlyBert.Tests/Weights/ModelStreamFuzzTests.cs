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

    [Fact]
    public void Read_MutatedModels_FailCleanlyOrScore()
    {
        var valid = Valid();
        TextClassifier.Read(new MemoryStream(valid), "valid").Dispose();
        var mutants = Mutations.Of(valid, count: 600, seed: 3)
            .Concat(Enumerable.Range(0, Sections).SelectMany(section => WithMutatedSection(valid, section, count: 600)));
        var read = 0;
        foreach (var mutant in mutants)
        {
            try
            {
                using var classifier = TextClassifier.Read(new MemoryStream(mutant), "mutant");
                if (read++ % 20 == 0)
                    Assert.Equal(classifier.Labels.Count, classifier.Labels.Count == 0 ? 0 : classifier.Score(["a ab c"])[0].Length);
            }
            catch (EarlyBertException fault)
            {
                Assert.True(fault.Message.Length is > 20 and < 2000, fault.Message);
            }
        }

        Assert.InRange(read, 1, 2_999);
    }

    private static byte[] Valid()
    {
        using var scope = NewDisposeScope();
        var config = new BertConfig { VocabSize = 7, HiddenSize = 4, NumHiddenLayers = 1, NumAttentionHeads = 2, IntermediateSize = 3, MaxPositionEmbeddings = 8, Labels = ["no", "yes"] };
        var weights = EncoderShapes.Of(config).Append((Name: "classifier.weight", Shape: [2, 4])).Append((Name: "classifier.bias", Shape: [2]))
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
