namespace TorchSharp.Modules
{
    /// <summary>Rows of a table by their number. Holds its weight as <see cref="Linear"/> does.</summary>
    public sealed class Embedding : nn.Module<Tensor, Tensor>
    {
        private readonly long padding;
        private readonly double? maxNorm;
        private readonly double normType;
        private readonly bool scaleByFrequency;
        private readonly bool sparse;
        private Tensor heldWeight;

        internal Embedding(Tensor weight, long? padding, double? maxNorm, double normType, bool scaleByFrequency, bool sparse, Device? device, ScalarType? dtype) : base("torch::nn::EmbeddingImpl")
        {
            this.padding = padding is < 0 ? padding.Value + weight.size(0) : padding ?? -1;
            (this.maxNorm, this.normType, this.scaleByFrequency, this.sparse) = (maxNorm, normType, scaleByFrequency, sparse);
            heldWeight = Hold("weight", weight);
            MoveNew(device, dtype);
        }

        /// <summary>A new object at every read.</summary>
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

        public override Tensor forward(Tensor input)
        {
            if (maxNorm is not null)
            {
                using var guard = no_grad();
                Op.InPlace("embedding_renorm_", heldWeight, input, maxNorm.Value, normType);
            }
            return Op.Call("embedding", heldWeight, input, padding, scaleByFrequency, sparse);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                var weight = empty(num_embeddings, embedding_dims).normal_();
                if (padding_idx is not null)
                {
                    using var row = weight[padding_idx.Value];
                    row.fill_(0);
                }
                return new(weight.requires_grad_(), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, device, dtype);
            }

            public static Embedding Embedding_from_pretrained(Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null) =>
                new(embeddings.detach().requires_grad_(!freeze), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, device, dtype);
        }
    }
}
