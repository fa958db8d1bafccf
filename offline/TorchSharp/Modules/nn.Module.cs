using System.Reflection;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The base of all modules: names, parameters, buffers, children, modes.</summary>
        public partial class Module : IDisposable
        {
            private readonly OrderedDictionary<string, Parameter> ownParameters = [];
            private readonly OrderedDictionary<string, (Tensor Buffer, bool Persistent)> ownBuffers = [];
            private readonly OrderedDictionary<string, Module> children_ = [];

            /// <summary>What a natively made module of the real package computes with: handles beside the registered ones, outside all scopes.</summary>
            private readonly List<Tensor> native = [];

            private bool componentsRegistered;
            private bool trains = true;
            private bool disposed;
            private DeviceType onDevice = DeviceType.CPU;
            private int onDeviceIndex = -1;

            protected string name;

            protected Module(string name) => this.name = name;

            ~Module() => Dispose(false);

            public virtual bool training => trains;

            public virtual string GetName() => name;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || disposed) return;
                disposed = true;
                foreach (var (_, buffer) in named_buffers(false).ToList()) buffer.Dispose();
                foreach (var (_, parameter) in named_parameters(false).ToList()) parameter.Dispose();
                foreach (var (_, module) in named_modules().ToList()) module.Dispose();
                foreach (var tensor in native) tensor.Dispose();
            }

            public virtual void train(bool train = true)
            {
                trains = train;
                foreach (var (_, child) in named_children()) child.train(train);
            }

            public virtual void eval() => train(false);

            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, child) in children_) child.apply(fn);
                fn(this);
                return this;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters().Concat(native))
                {
                    using var grad = parameter.grad;
                    if (grad is null) continue;
                    if (set_to_none) parameter.grad = null;
                    else grad.zero_().Dispose();
                }
            }

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                Distinct(ownParameters.Select(p => (p.Key, p.Value)), recurse, child => child.named_parameters(true));

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            /// <summary>Buffers that are not persistent are never listed.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                Distinct(ownBuffers.Where(b => b.Value.Persistent).Select(b => (b.Key, b.Value.Buffer)), recurse, child => child.named_buffers(true, include_nonpersistent));

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) => named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);

            public virtual IEnumerable<(string name, Module module)> named_children() => children_.Select(c => (c.Key, c.Value));

            public virtual IEnumerable<Module> children() => named_children().Select(c => c.module);

            /// <summary>Level by level, without the module itself.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (name, child) in children_) yield return (name, child);
                foreach (var (name, child) in children_)
                    foreach (var (inner, module) in child.named_modules()) yield return ($"{name}.{inner}", module);
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            public virtual Parameter? get_parameter(string target) =>
                ownParameters.TryGetValue(target, out var parameter) ? parameter : InChild(target, (child, rest) => child.get_parameter(rest));

            public virtual Tensor? get_buffer(string target) =>
                ownBuffers.TryGetValue(target, out var found) ? found.Buffer : InChild(target, (child, rest) => child.get_buffer(rest));

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid) throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (!ownBuffers.TryAdd(name, (tensor, persistent))) throw new InvalidOperationException($"Tensor {name} is already registered.");
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid) throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (!ownParameters.TryAdd(name, param)) throw new InvalidOperationException($"Parameter {name} is already registered.");
            }

            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Null takes a module out.</summary>
            public virtual void register_module(string name, Module? submodule)
            {
                if (submodule is null || submodule.disposed)
                {
                    children_.Remove(name);
                    return;
                }
                if (name.Contains('.')) throw new ArgumentException($"module name can't contain \".\", got: {name}");
                if (name.Length == 0) throw new ArgumentException("module name can't be empty string \"\"");
                if (children_.ContainsKey(name)) throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                children_.Add(name, submodule);
            }

            protected void ConditionallyRegisterParameter(string name, Tensor? value)
            {
                if (value is null) ownParameters.Remove(name);
                else ownParameters[name] = value as Parameter ?? new Parameter(value);
            }

            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null) ownBuffers.Remove(name);
                else ownBuffers[name] = (value, persistent);
            }

            /// <summary>Registers what the fields hold now, under the fields' names. Only the first call does anything.</summary>
            protected virtual void RegisterComponents()
            {
                if (componentsRegistered) return;
                foreach (var field in Fields())
                {
                    if (children_.ContainsKey(field.Name) || ownParameters.ContainsKey(field.Name) || ownBuffers.ContainsKey(field.Name)) continue;
                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(field.Name, module);
                            break;
                        case Parameter parameter:
                            register_parameter(field.Name, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(field.Name, tensor);
                            break;
                    }
                }
                componentsRegistered = true;
            }

            internal Parameter? Own(string name) => ownParameters.TryGetValue(name, out var parameter) ? parameter : null;

            /// <summary>Registers a parameter and returns the handle to compute with, which lives outside all scopes and is no component.</summary>
            internal Tensor Hold(string name, Tensor value)
            {
                var parameter = new Parameter(value, value.requires_grad);
                register_parameter(name, parameter);
                var held = Tensor.Unscoped(parameter);
                native.Add(held);
                componentsRegistered = true;
                return held;
            }

            /// <summary>The fields of the object's own class and what it sees of its bases.</summary>
            private IEnumerable<FieldInfo> Fields() => GetType().GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance);

            private IEnumerable<(string, T)> Distinct<T>(IEnumerable<(string, T)> own, bool recurse, Func<Module, IEnumerable<(string, T)>> ofChild) where T : Tensor
            {
                var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
                foreach (var (name, tensor) in own)
                    if (!tensor.IsInvalid && seen.Add(tensor)) yield return (name, tensor);
                if (!recurse) yield break;
                foreach (var (childName, child) in children_)
                    foreach (var (name, tensor) in ofChild(child))
                        if (!tensor.IsInvalid && seen.Add(tensor)) yield return ($"{childName}.{name}", tensor);
            }

            private T? InChild<T>(string target, Func<Module, string, T?> find) where T : Tensor
            {
                var dot = target.IndexOf('.');
                if (dot < 0) return null;
                foreach (var (name, child) in named_children())
                    if (name == target[..dot] && find(child, target[(dot + 1)..]) is { } found) return found;
                return null;
            }
        }
    }
}
