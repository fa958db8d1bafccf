using System.Buffers.Binary;
using System.Security.Cryptography;
using EarlyBert.MLNet.Persistence;
using EarlyBert.MLNet.Tests.Support;
using EarlyBert.Tests.Weights;
using EarlyBert.Tickets;
using Microsoft.ML;

namespace EarlyBert.MLNet.Tests.Persistence;

/// <summary>Damaged model files end in an exception of ours or load; never in a crash, a hang, or somebody else's exception.</summary>
public sealed class ModelFileFuzzTests : IDisposable
{
    private const int HeaderBytes = 12;

    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _context = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_DamagedAnywhere_FailsCleanlyOrScores() => LoadAll(Mutations.Of(Valid(), count: 4_000, seed: 1), leastFailures: 3_000);

    [Fact]
    public void Load_DamagedDescription_FailsCleanlyOrScores() => LoadAll(WithDamagedDescription(Valid(), count: 6_500), leastFailures: 3_000);

    [Fact]
    public void ModelLoad_DamagedZip_ThrowsOrScores()
    {
        File.WriteAllBytes(_folder.PathOf("m.ebm"), Valid());
        using var transformer = EarlyBertClassifierTransformer.Load(_context, _folder.PathOf("m.ebm"));
        using var stream = new MemoryStream();
        _context.Model.Save(transformer, null, stream);
        var failures = 0;
        foreach (var mutant in Mutations.Of(stream.ToArray(), count: 300, seed: 4))
        {
            try
            {
                ((IDisposable)_context.Model.Load(new MemoryStream(mutant), out _)).Dispose();
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                failures++;
            }
        }

        Assert.InRange(failures, 100, 300);
    }

    private void LoadAll(IEnumerable<byte[]> mutants, int leastFailures)
    {
        int failures = 0, loaded = 0;
        foreach (var mutant in mutants)
        {
            File.WriteAllBytes(_folder.PathOf("m.ebm"), mutant);
            try
            {
                using var transformer = EarlyBertClassifierTransformer.Load(_context, _folder.PathOf("m.ebm"));
                if (loaded++ % 20 == 0)
                    Assert.Equal(2, transformer.Classifier.Score(["good"])[0].Length);
                transformer.Options?.Validate();
            }
            catch (EarlyBertException fault)
            {
                failures++;
                Assert.True(fault.Message.Length is > 20 and < 2000, fault.Message);
            }
        }

        Assert.True(failures >= leastFailures, $"only {failures} failures");
    }

    /// <summary>Damage to the JSON alone, its length and checksum made right again.</summary>
    private static IEnumerable<byte[]> WithDamagedDescription(byte[] valid, int count)
    {
        var end = HeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(valid.AsSpan(8));
        foreach (var json in Mutations.Of(valid[HeaderBytes..end], count, seed: 2))
        {
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, json.Length);
            yield return [.. valid[..8], .. length, .. json, .. SHA256.HashData(json), .. valid[(end + SHA256.HashSizeInBytes)..]];
        }
    }

    private byte[] Valid()
    {
        using var model = SmallModel.Load(_folder.PathOf("folder"));
        using var stream = new MemoryStream();
        var ticket = new EarlyBirdTicket { Layers = 1, Heads = 2, Neurons = 4, KeptHeads = [[0, 1]], KeptNeurons = [[0, 1, 3]] };
        var manifest = new ModelManifest
        {
            Kind = ModelManifest.Classifier,
            TextColumnName = "Text",
            OutputColumnName = "PredictedLabel",
            ScoreColumnName = "Score",
            LabelType = "String",
            BatchSize = 32,
            Ticket = ticket.ToJson(),
            Options = new EarlyBertOptions().ToJson(),
        };
        ModelFile.Write(stream, manifest, model);
        return stream.ToArray();
    }
}
