using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    // t[...]: numbers and slices are views, tensors and masks are copies.
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => Select(i1);
            set => Put(value, Select(i1));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => Select(i1, i2);
            set => Put(value, Select(i1, i2));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => Select(i1, i2, i3);
            set => Put(value, Select(i1, i2, i3));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => Select(i1, i2, i3, i4);
            set => Put(value, Select(i1, i2, i3, i4));
        }

        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => Put(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => Put(value, FromTensors(indices));
        }

        public Tensor index(params Tensor[] indices) => index(FromTensors(indices));

        public Tensor index(params TensorIndex[] indices)
        {
            var view = View(indices, out var tensors);
            if (tensors is null) return view;
            using (view) return Op.Call("index.Tensor", view, Arg.OptionalList(tensors));
        }

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            Put(value, indices);
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, FromTensors(indices));

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var scalar = Op.Call("full", Array.Empty<long>(), value, dtype, Arg.Default, device);
            return index_put_(scalar, indices);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, FromTensors(indices));

        private static TensorIndex[] FromTensors(Tensor[] indices) => [.. indices.Select(TensorIndex.Tensor)];

        private Tensor Select(params ReadOnlySpan<long> indices)
        {
            var view = Op.Call("select.int", this, 0, indices[0]);
            foreach (var index in indices[1..]) view = Next(view, Op.Call("select.int", view, 0, index));
            return view;
        }

        private static void Put(Tensor value, Tensor view)
        {
            using (view) view.copy_(value);
        }

        private void Put(Tensor value, TensorIndex[] indices)
        {
            using var view = View(indices, out var tensors);
            if (tensors is null) view.copy_(value);
            else Op.InPlace("index_put_", view, Arg.OptionalList(tensors), value);
        }

        /// <summary>Applies everything but the tensors, which are given back by the dimension of the view that they index.</summary>
        private Tensor View(TensorIndex[] indices, out Tensor?[]? tensors)
        {
            tensors = null;
            var taken = indices.Sum(i => i.kind switch
            {
                TensorIndex.Kind.None or TensorIndex.Kind.Ellipsis => 0,
                TensorIndex.Kind.Tensor when i.tensor!.dtype == ScalarType.Bool => i.tensor.ndim,
                _ => 1,
            });
            var view = alias();
            long dimension = 0;
            foreach (var i in indices)
            {
                switch (i.kind)
                {
                    case TensorIndex.Kind.Colon:
                        dimension++;
                        break;
                    case TensorIndex.Kind.Single:
                        view = Next(view, Op.Call("select.int", view, dimension, i.start!.Value));
                        break;
                    case TensorIndex.Kind.Slice:
                        view = Next(view, Op.Call("slice.Tensor", view, dimension, i.start, i.stop, i.step ?? 1));
                        dimension++;
                        break;
                    case TensorIndex.Kind.None:
                        view = Next(view, view.unsqueeze(dimension));
                        dimension++;
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        dimension += ndim - taken;
                        break;
                    case TensorIndex.Kind.Tensor:
                        tensors ??= [];
                        Array.Resize(ref tensors, (int)dimension + 1);
                        tensors[dimension] = i.tensor;
                        dimension += i.tensor!.dtype == ScalarType.Bool ? i.tensor.ndim : 1;
                        break;
                }
            }
            return view;
        }

        private static Tensor Next(Tensor before, Tensor after)
        {
            before.Dispose();
            return after;
        }
    }
}
