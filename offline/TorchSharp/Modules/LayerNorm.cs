namespace TorchSharp.Modules
{
    /// <summary>Layer normalisation. Its parameters belong to no scope, wherever it is made.</summary>
    public sealed class LayerNorm : nn.Module<Tensor, Tensor>
    {
        private readonly long[] normalizedShape;
        private readonly double epsilon;

        internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype) : base(nameof(LayerNorm))
        {
            (normalizedShape, epsilon) = (normalized_shape, eps);
            if (!elementwise_affine) return;
            weight = new Parameter(ones(normalized_shape, dtype, device));
            if (bias) this.bias = new Parameter(zeros(normalized_shape, dtype, device));
        }

        /// <summary>A new weight disposes the old one.</summary>
        public Parameter weight
        {
            get => Own(nameof(weight))!;
            set => Replace(nameof(weight), value ?? throw new ArgumentNullException(nameof(weight)));
        }

        public Parameter? bias
        {
            get => Own(nameof(bias));
            set => Replace(nameof(bias), value);
        }

        public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalizedShape, weight, bias, epsilon);

        private void Replace(string name, Parameter? value)
        {
            var old = Own(name);
            if (ReferenceEquals(old, value)) return;
            old?.Dispose();
            value?.DetachFromDisposeScope();
            ConditionallyRegisterParameter(name, value);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                LayerNorm([normalized_shape], eps, elementwise_affine, bias, device, dtype);

            public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(normalized_shape, eps, elementwise_affine, bias, device, dtype);
        }
    }
}
