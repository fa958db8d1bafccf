using System.Globalization;
using System.Runtime.CompilerServices;

namespace TorchSharp.Modules
{
    /// <summary>One module after another. What stands between them is disposed, even the caller's input where the first module hands it on.</summary>
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        private readonly List<(string Name, nn.IModule<Tensor, Tensor> Step)> steps = [];

        protected Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : this()
        {
            foreach (var (name, module) in modules) append(name, module);
        }

        protected Sequential(params nn.Module<Tensor, Tensor>[] modules) : this()
        {
            foreach (var module in modules) append(module);
        }

        internal Sequential() : base("torch::nn::SequentialImpl")
        {
        }

        public int Count => steps.Count;

        [IndexerName("SequentialItems")]
        public nn.IModule<Tensor, Tensor> this[int index] => steps[index].Step;

        private IEnumerable<(string Name, nn.Module Module)> Named => steps.Select(s => (s.Name, (nn.Module)s.Step));

        public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
        {
            steps.Add((name, module));
            return this;
        }

        public Sequential append(nn.IModule<Tensor, Tensor> module) => append(steps.Count.ToString(CultureInfo.InvariantCulture), module);

        public override Tensor forward(Tensor tensor)
        {
            if (steps.Count == 0) return tensor.alias();
            var result = steps[0].Step.call(tensor);
            foreach (var (_, step) in steps.Skip(1))
            {
                var next = step.call(result);
                result.Dispose();
                result = next;
            }
            return result;
        }

        public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
            recurse ? Distinct(Named.SelectMany(m => m.Module.named_parameters().Select(p => ($"{m.Name}.{p.name}", p.parameter)))) : [];

        public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_persistent = true) =>
            recurse ? Distinct(Named.SelectMany(m => m.Module.named_buffers(true, include_persistent).Select(b => ($"{m.Name}.{b.name}", b.buffer)))) : [];

        public override IEnumerable<(string name, nn.Module module)> named_children() => Named;

        public override IEnumerable<(string name, nn.Module module)> named_modules() =>
            Named.Concat(Named.SelectMany(m => m.Module.named_modules().Select(inner => ($"{m.Name}.{inner.name}", inner.module))));

        public override nn.Module apply(Action<nn.Module> fn)
        {
            foreach (var (_, module) in Named) module.apply(fn);
            fn(this);
            return this;
        }

        /// <summary>Switches the modules inside; its own <c>training</c> stays.</summary>
        public override void train(bool on = true)
        {
            foreach (var (_, module) in Named) module.train(on);
        }

        public override void eval()
        {
            foreach (var (_, module) in Named) module.eval();
        }

        protected internal override nn.Module _to(ScalarType dtype, bool non_blocking)
        {
            foreach (var (_, module) in Named) module._to(dtype, non_blocking);
            return this;
        }

        protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking)
        {
            foreach (var (_, module) in Named) module._to(device, dtype, non_blocking);
            return this;
        }

        protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
        {
            foreach (var (_, module) in Named) module._to(deviceType, deviceIndex, non_blocking);
            return this;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                foreach (var (_, module) in Named) module.Dispose();
            base.Dispose(disposing);
        }

        private static IEnumerable<(string, T)> Distinct<T>(IEnumerable<(string, T Tensor)> items) where T : Tensor =>
            items.Where(i => !i.Tensor.IsInvalid).DistinctBy(i => i.Tensor, ReferenceEqualityComparer.Instance);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential() => new();

            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => Sequential((IEnumerable<Module<Tensor, Tensor>>)modules);

            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => Sequential((IEnumerable<(string, Module<Tensor, Tensor>)>)modules);

            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules)
            {
                var sequential = new Sequential();
                foreach (var module in modules) sequential.append(module);
                return sequential;
            }

            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules)
            {
                var sequential = new Sequential();
                foreach (var (name, module) in modules) sequential.append(name, module);
                return sequential;
            }
        }
    }
}
