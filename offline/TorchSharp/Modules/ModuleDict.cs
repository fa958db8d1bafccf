using System.Collections;

namespace TorchSharp.Modules
{
    /// <summary>Modules by name, in the order of adding. It registers its items when its owner registers it.</summary>
    public class ModuleDict<T>() : nn.Module("ModuleDict"), IEnumerable<(string, T)> where T : nn.Module
    {
        private readonly OrderedDictionary<string, T> items = [];
        private bool registered;

        public int Count => items.Count;

        public T this[string key]
        {
            get => items[key];
            set => items[key] = value;
        }

        public void Add(string key, T value) => items.Add(key, value);

        public bool ContainsKey(string key) => items.ContainsKey(key);

        public IEnumerable<string> keys() => items.Keys;

        public IEnumerable<T> values() => items.Values;

        public IEnumerator<(string, T)> GetEnumerator() => items.Select(i => (i.Key, i.Value)).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        protected override void RegisterComponents()
        {
            if (registered) return;
            foreach (var (name, module) in items) register_module(name, module);
            registered = true;
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => ModuleDict<Module>(modules);

            public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules) where T : Module
            {
                var dictionary = new ModuleDict<T>();
                foreach (var (name, module) in modules) dictionary.Add(name, module);
                return dictionary;
            }
        }
    }
}
