namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static class utils
        {
            /// <summary>Scales the gradients so that their common norm is at most <paramref name="max_norm"/>; returns the norm before. Parameters without gradient are left out.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var guard = no_grad();
                using var scope = NewDisposeScope();
                var grads = Grads(tensors);
                if (grads.Length == 0) return 0;
                var norms = grads.Select(g => double.IsPositiveInfinity(norm_type) ? g.abs().max() : Op.Call("norm.Scalar", g, norm_type)).ToArray();
                var total = double.IsPositiveInfinity(norm_type) ? stack(norms).max() : Op.Call("norm.Scalar", stack(norms), norm_type);
                var norm = total.ToDouble();
                var scale = max_norm / (norm + 1e-6);
                if (!(scale >= 1))
                    foreach (var grad in grads) grad.mul_(scale);
                return norm;
            }

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var guard = no_grad();
                using var scope = NewDisposeScope();
                foreach (var grad in Grads(tensors)) grad.clamp_(-clip_value, clip_value);
            }

            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat(tensors.Select(t => t.view(-1)).ToArray()).MoveToOuterDisposeScope();
            }

            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                long start = 0;
                foreach (var parameter in tensors)
                {
                    var size = parameter.numel();
                    parameter.copy_(vec.narrow(0, start, size).view_as(parameter));
                    start += size;
                }
            }

            private static Tensor[] Grads(IEnumerable<Parameter> tensors) => [.. tensors.Select(t => t.grad).OfType<Tensor>()];
        }

        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
    }
}
