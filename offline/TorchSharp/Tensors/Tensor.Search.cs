namespace TorchSharp;

public static partial class torch
{
    // Order and search.
    public partial class Tensor
    {
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) => Op.Pair("sort.stable", this, stable, dim, descending);
        public Tensor argsort(long dim = -1, bool descending = false) => Op.Call("argsort", this, dim, descending);
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) => Op.Pair("topk", this, (long)k, (long)dim, largest, sorted);
        public Tensor nonzero() => Op.Call("nonzero", this);
        public Tensor argwhere() => Op.Call("argwhere", this);
        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) => Op.Call("bucketize.Tensor", this, boundaries, outInt32, right);

        /// <summary>The distinct values; the inverse and the counts only if asked for (null otherwise).</summary>
        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null)
        {
            var found = dim is null
                ? Op.Many("_unique2", this, sorted, return_inverse, return_counts)
                : Op.Many("unique_dim", this, (long)dim.Value, sorted, return_inverse, return_counts);
            if (!return_inverse) found[1].Dispose();
            if (!return_counts) found[2].Dispose();
            return (found[0], return_inverse ? found[1] : null, return_counts ? found[2] : null);
        }
    }
}
