namespace TorchSharp.Modules;

/// <summary>A tensor that a module trains.</summary>
public class Parameter : Tensor
{
    /// <summary>Empties <paramref name="data"/>: its native half is now the parameter's. Data with a history makes a parameter that is no leaf.</summary>
    public Parameter(Tensor data, bool requires_grad = true) : base(data.with_requires_grad(requires_grad).TakeHandle())
    {
    }

    private Parameter(nint handle) : base(handle)
    {
    }

    /// <summary>A further handle of a tensor, as a parameter.</summary>
    internal static Parameter Of(Tensor tensor)
    {
        var handle = Native.earlybert_share(tensor.Handle);
        GC.KeepAlive(tensor);
        return new Parameter(handle);
    }
}
