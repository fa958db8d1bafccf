namespace TorchSharp;

public static partial class torch
{
    // Matrix products.
    public partial class Tensor
    {
        public Tensor mm(Tensor target) => Op.Call("mm", this, target);
        public Tensor mv(Tensor target) => Op.Call("mv", this, target);
        public Tensor dot(Tensor target) => Op.Call("dot", this, target);

        /// <summary>Shapes or types that do not fit throw (they end the process of the real package).</summary>
        public Tensor matmul(Tensor target) => Op.Call("matmul", this, target);

        public Tensor bmm(Tensor batch2) => Op.Call("bmm", this, batch2);
        public Tensor outer(Tensor vec2) => Op.Call("outer", this, vec2);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Op.Call("addmm", this, mat1, mat2, beta, alpha);
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => Op.Call("addmv", this, mat, vec, beta, alpha);
    }
}
