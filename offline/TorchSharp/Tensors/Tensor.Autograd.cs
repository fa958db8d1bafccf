namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Native.earlybert_requires_grad(Handle) != 0;
            set => requires_grad_(value);
        }

        /// <summary>Does nothing when a tensor with a history is asked to need no gradient.</summary>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            if (requires_grad || is_leaf) Native.Check(Native.earlybert_set_requires_grad(Handle, requires_grad ? 1 : 0));
            GC.KeepAlive(this);
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public bool is_leaf => Native.earlybert_is_leaf(Handle) != 0;

        public void retain_grad()
        {
            Native.Check(Native.earlybert_retain_grad(Handle));
            GC.KeepAlive(this);
        }

        /// <summary>The gradient, or null. A new object at every read.</summary>
        public Tensor? grad
        {
            get
            {
                var found = Native.earlybert_grad(Handle);
                GC.KeepAlive(this);
                return found == 0 ? null : new Tensor(found);
            }
            set
            {
                Native.Check(Native.earlybert_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(value);
                GC.KeepAlive(this);
            }
        }

        public void backward() => autograd.backward([this]);

        /// <summary>Hands its two flags on in the wrong order, as the real one does: retain with <see cref="autograd.backward(IList{Tensor}, IList{Tensor}, bool?, bool, IList{Tensor})"/>.</summary>
        public void backward(IList<Tensor>? grad_tensors = null, bool create_graph = false, bool retain_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, create_graph, retain_graph, inputs);

        public Tensor detach() => Op.Call("detach", this);

        public Tensor detach_() => Op.InPlace("detach_", this);
    }
}
