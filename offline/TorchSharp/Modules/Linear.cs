namespace TorchSharp.Modules
{
    /// <summary>
    /// y = x Wᵀ + b. What it computes with and what it has registered are two handles of one tensor, as in the real package:
    /// registered inside a dispose scope, it works on after the scope but lists no parameters.
    /// </summary>
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        private Tensor heldWeight;
        private Tensor? heldBias;

        internal Linear(long inputs, long outputs, bool hasBias, Device? device, ScalarType? dtype) : base("torch::nn::LinearImpl")
        {
            var weight = empty(outputs, inputs);
            nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            heldWeight = Hold("weight", weight.requires_grad_());
            if (hasBias)
            {
                var bound = 1 / Math.Sqrt(inputs);
                heldBias = Hold("bias", empty(outputs).uniform_(-bound, bound).requires_grad_());
            }
            MoveNew(device, dtype);
        }

        /// <summary>A new object at every read. A new weight is what <c>forward</c> uses and what is registered, but <c>to</c> parts the two.</summary>
        public Parameter? weight
        {
            get => Parameter.Of(heldWeight);
            set
            {
                if (value is null) throw new ArgumentNullException("weight cannot be set to 'null'");
                heldWeight = Tensor.Unscoped(value);
                ConditionallyRegisterParameter("weight", value);
            }
        }

        public Parameter? bias
        {
            get => heldBias is null ? null : Parameter.Of(heldBias);
            set
            {
                if (value is null) throw new ArgumentNullException("bias cannot be set to 'null'");
                heldBias = Tensor.Unscoped(value);
                ConditionallyRegisterParameter("bias", value);
            }
        }

        public override Tensor forward(Tensor tensor) => Op.Call("linear", tensor, heldWeight, heldBias);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) => new(inputSize, outputSize, hasBias, device, dtype);
        }
    }
}
