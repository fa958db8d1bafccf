namespace TorchSharp;

public static partial class torch
{
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.OfThread.Open();

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.OfThread.Current;

    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    public static int get_num_threads() => Native.earlybert_num_threads();

    /// <summary>Zero throws (it ends the process of the real package).</summary>
    public static void set_num_threads(int num) => Native.Check(Native.earlybert_set_num_threads(num));

    public static int get_num_interop_threads() => Native.earlybert_num_interop_threads();

    public static void set_num_interop_threads(int num) => Native.Check(Native.earlybert_set_num_interop_threads(num));
}
