using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Weights;

public sealed class StateDictTests : IDisposable
{
    private readonly TorchSharp.Modules.Linear _module = nn.Linear(3, 2);

    public void Dispose() => _module.Dispose();

    [Fact]
    public void Of_Module_HasItsNamesInOrder() =>
        Assert.Equal(["weight", "bias"], StateDict.Of(_module).Select(pair => pair.Key));

    [Fact]
    public void Load_SameNamesAndShapes_CopiesAndStaysTrainable()
    {
        using var scope = NewDisposeScope();
        Assert.Empty(StateDict.Load(_module, new Dictionary<string, Tensor> { ["weight"] = full(2, 3, 0.5), ["bias"] = full(2, 0.25) }, "a file"));
        Assert.Equal([0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f], _module.weight!.data<float>().ToArray());
        Assert.Equal([0.25f, 0.25f], _module.bias!.data<float>().ToArray());
        Assert.All(_module.parameters(), parameter => Assert.True(parameter.requires_grad && parameter.is_leaf));
    }

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Load_AnotherFloatingType_IsConverted(ScalarType type)
    {
        using var scope = NewDisposeScope();
        StateDict.Load(_module, new Dictionary<string, Tensor> { ["weight"] = full(2, 3, 0.5, type), ["bias"] = full(2, 0.25, type) }, "a file");
        Assert.Equal(ScalarType.Float32, _module.bias!.dtype);
        Assert.Equal([0.25f, 0.25f], _module.bias!.data<float>().ToArray());
    }

    [Fact]
    public void Load_Misfits_ListsAllAndChangesNothing()
    {
        using var scope = NewDisposeScope();
        var before = _module.weight!.data<float>().ToArray();
        var fault = Assert.Throws<EarlyBertException>(() => StateDict.Load(_module, new Dictionary<string, Tensor>
        {
            ["weight"] = ones(3), // TorchSharp itself would broadcast this one.
            ["other"] = ones(1),
        }, "a file"));
        Assert.Equal("The weights of 'a file' do not fit the model: 1 missing (bias); 1 unexpected (other); 1 of another shape (weight is Float32 [3], the model's is Float32 [2, 3]); use weights and a configuration that belong together.", fault.Message);
        Assert.Equal(before, _module.weight!.data<float>().ToArray());
    }

    [Fact]
    public void Load_WholeNumbersForWeights_AreRefused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("Int64 [2]", Assert.Throws<EarlyBertException>(() => StateDict.Load(_module, new Dictionary<string, Tensor> { ["weight"] = ones(2, 3), ["bias"] = arange(2) }, "a file")).Message);
    }

    [Fact]
    public void Load_ManyUnexpected_NamesTheFirstAndCountsTheRest()
    {
        using var scope = NewDisposeScope();
        var tensors = Enumerable.Range(0, 20).ToDictionary(i => $"x{i}", _ => ones(1));
        var message = Assert.Throws<EarlyBertException>(() => StateDict.Load(_module, tensors, "a file")).Message;
        Assert.Contains("20 unexpected (x0, x1, x2, x3, x4, ...)", message);
    }

    [Fact]
    public void Load_AllowedMisfits_AreReturnedOrPassedOver()
    {
        using var scope = NewDisposeScope();
        var missing = StateDict.Load(_module, new Dictionary<string, Tensor> { ["weight"] = ones(2, 3), ["other"] = ones(1) }, "a file",
            mayBeMissing: name => name == "bias", mayBeUnexpected: name => name == "other");
        Assert.Equal(["bias"], missing);
        Assert.Equal(1f, _module.weight!.data<float>()[0]);
    }
}
