namespace TorchSharp;

public static partial class torch
{
    // Views, copies, joins and splits.
    public partial class Tensor
    {
        public Tensor reshape(params long[] shape) => Op.Call("reshape", this, shape);
        public Tensor view(params long[] shape) => Op.Call("view", this, shape);
        public Tensor permute(params long[] permutation) => Op.Call("permute", this, permutation);
        public Tensor expand(params long[] sizes) => Op.Call("expand", this, sizes);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Op.Call("expand", this, sizes, isImplicit);
        public Tensor repeat(params long[] sizes) => Op.Call("repeat", this, sizes);
        public Tensor view_as(Tensor other) => Op.Call("view_as", this, other);
        public Tensor expand_as(Tensor other) => Op.Call("expand_as", this, other);
        public Tensor broadcast_to(params long[] shape) => Op.Call("broadcast_to", this, shape);
        public Tensor transpose(long dim0, long dim1) => Op.Call("transpose.int", this, dim0, dim1);
        public Tensor t() => Op.Call("t", this);
        public Tensor T => Op.Call("numpy_T", this);
        public Tensor mT => Op.Call("mT", this);
        public Tensor contiguous() => Op.Call("contiguous", this);
        public Tensor squeeze(long? dim = null) => dim is null ? Op.Call("squeeze", this) : Op.Call("squeeze.dim", this, dim.Value);
        public Tensor unsqueeze(long dim) => Op.Call("unsqueeze", this, dim);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Op.Call("flatten.using_ints", this, start_dim, end_dim);
        public Tensor unflatten(long dim, params long[] sizes) => Op.Call("unflatten.int", this, dim, sizes);
        public Tensor narrow(long dim, long start, long length) => Op.Call("narrow", this, dim, start, length);
        public Tensor slice(long dim, long start, long finish, long step) => Op.Call("slice.Tensor", this, dim, start, finish, step);
        public Tensor select(long dim, long index) => Op.Call("select.int", this, dim, index);
        public Tensor[] split(long size, int dim = 0) => Op.Many("split.Tensor", this, size, (long)dim);
        public Tensor[] split(long[] sizes, long dim = 0) => Op.Many("split_with_sizes", this, sizes, dim);
        public Tensor[] chunk(long chunks, long dim = 0) => Op.Many("chunk", this, chunks, dim);
        public Tensor[] tensor_split(long size, long dim = 0) => Op.Many("tensor_split.sections", this, size, dim);
        public Tensor[] unbind(long dimension = 0) => Op.Many("unbind.int", this, dimension);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) => Op.Call("repeat_interleave.self_int", this, repeats, dim, output_size);
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) => Op.Call("repeat_interleave.self_Tensor", this, repeats, dim, output_size);
        public Tensor tile(long[] reps) => Op.Call("tile", this, reps);
        public Tensor tril(long diagonal = 0) => Op.Call("tril", this, diagonal);
        public Tensor triu(long diagonal = 0) => Op.Call("triu", this, diagonal);
        public Tensor diag(long diagonal = 0) => Op.Call("diag", this, diagonal);

        /// <summary>Both dimensions are 0 by default, which no tensor satisfies: name them.</summary>
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 0) => Op.Call("diagonal", this, offset, dim1, dim2);

        public Tensor flip(params long[] dims) => Op.Call("flip", this, dims);
        public Tensor roll(long shifts, long? dims = null) => Op.Call("roll", this, shifts, dims is null ? Arg.Default : dims.Value);
        public Tensor movedim(long[] source, long[] destination) => Op.Call("movedim.intlist", this, source, destination);
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) => Op.Call("as_strided", this, size, strides, storageOffset);
    }
}
