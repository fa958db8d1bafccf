namespace TorchSharp;

public static partial class torch
{
    // Functions of several tensors, and functions that are no methods.
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) =>
        tensors.Count == 0 ? throw new ArgumentException(nameof(tensors)) : Op.Call("cat", Arg.List(tensors), dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Op.Call("stack", Arg.List(tensors), dim);

    public static Tensor vstack(IList<Tensor> tensors) => Op.Call("vstack", Arg.List(tensors));

    public static Tensor einsum(string equation, params Tensor[] tensors) => Op.Call("einsum", equation, Arg.List(tensors));

    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => Op.Many("meshgrid.indexing", Arg.List(tensors), indexing);

    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => Op.Many("broadcast_tensors", Arg.List(tensors));

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Op.Call("where.self", condition, x, y);

    public static Tensor[] where(Tensor condition) => Op.Many("where", condition);

    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

    /// <summary>Rotates its operands, as the real one does: batch2 + input @ batch1.</summary>
    public static Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => Op.Call("baddbmm", batch2, input, batch1, beta, alpha);

    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, Tensor? sorter = null) =>
        Op.Call("searchsorted.Tensor", sorted_sequence, values, out_int32, right, Arg.Default, sorter);

    public static (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(Tensor input, bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null) =>
        input.unique(sorted, return_inverse, return_counts, dim);

    public static class linalg
    {
        public static Tensor vector_norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) => Op.Call("linalg_vector_norm", input, ord, dims, keepdim);
    }
}
