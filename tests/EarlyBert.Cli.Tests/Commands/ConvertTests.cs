using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Cli.Tests.Commands;

public sealed class ConvertTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("float16", ScalarType.Float16)]
    [InlineData("bfloat16", ScalarType.BFloat16)]
    [InlineData(null, ScalarType.Float32)]
    public void Run_Model_WritesItWithTheType(string? name, ScalarType type)
    {
        using var model = BuiltInModel.Load();
        model.Save(_folder.PathOf("model"));
        string[] dtype = name is null ? [] : ["--dtype", name];

        CliRun.Of(["convert", "--model", _folder.PathOf("model"), "--out", _folder.PathOf("out"), .. dtype]).Succeeded();

        using var converted = HuggingFaceFolder.Load(_folder.PathOf("out"), pretrainingHeads: true);
        Assert.Equal(model.Config.ToJson(), converted.Config.ToJson());
        Assert.Equal(model.Tensors.Keys, converted.Tensors.Keys);
        Assert.All(model.Tensors, pair => Assert.True(converted.Tensors[pair.Key].allclose(pair.Value, rtol: 0.01, atol: 1e-4), pair.Key));
        foreach (var tensor in SafeTensors.Read(_folder.PathOf("out/model.safetensors")).Values)
        {
            Assert.Equal(type, tensor.dtype);
            tensor.Dispose();
        }
    }

    [Fact]
    public void Run_NoModel_SaysSo() => CliRun.Of("convert", "--model", _folder.PathOf("none"), "--out", _folder.PathOf("out")).FailedWith("none", "config.json");
}
