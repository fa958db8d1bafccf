namespace EarlyBert.Weights.PyTorch;

/// <summary>The classes and functions that pickles of weights name, and no others.</summary>
/// <param name="source">The file, for messages.</param>
internal sealed class TorchObjects(string source)
{
    private static readonly Dictionary<(string Module, string Name), TorchFunction> Functions = new()
    {
        [("collections", "OrderedDict")] = TorchFunction.OrderedDictionary,
        [("torch", "Size")] = TorchFunction.Size,
        [("torch._utils", "_rebuild_tensor")] = TorchFunction.RebuildTensor,
        [("torch._utils", "_rebuild_tensor_v2")] = TorchFunction.RebuildTensorV2,
        [("torch._utils", "_rebuild_parameter")] = TorchFunction.RebuildParameter,
        [("torch._utils", "_rebuild_parameter_with_state")] = TorchFunction.RebuildParameterWithState,
    };

    private static readonly Dictionary<string, StorageType> StorageTypes = StorageType.All.ToDictionary(type => type.Name, StringComparer.Ordinal);

    private readonly Dictionary<string, Storage> _storages = new(StringComparer.Ordinal);

    /// <summary>The storages met so far, by key.</summary>
    public IReadOnlyDictionary<string, Storage> Storages => _storages;

    /// <summary>What stands for a Python class or function.</summary>
    public object Find(string module, string name)
    {
        if (Functions.TryGetValue((module, name), out var function))
            return function;
        if (module == "torch" && StorageTypes.TryGetValue(name, out var type))
            return type;
        throw Refuse(WeightsFile.Quote($"{module}.{name}"));
    }

    /// <summary>Does what the Python function would.</summary>
    public object? Call(object? function, object? arguments)
    {
        if (function is not TorchFunction known)
            throw Refuse("a call of something that is no function");
        return (known, arguments as object?[]) switch
        {
            (TorchFunction.OrderedDictionary, []) => new PickleDictionary(),
            (TorchFunction.OrderedDictionary, [List<object?> pairs]) => DictionaryOf(pairs), // Python 2 writes the content as an argument.
            (TorchFunction.Size, [object?[] sizes]) => sizes,
            (TorchFunction.RebuildTensor, [Storage storage, long offset, object?[] shape, object?[] strides]) => View(storage, offset, shape, strides),
            (TorchFunction.RebuildTensorV2, [Storage storage, long offset, object?[] shape, object?[] strides, bool, PickleDictionary, ..] all) when all.Length <= 7 => View(storage, offset, shape, strides),
            (TorchFunction.RebuildParameter, [TensorView view, bool, PickleDictionary]) => view,
            (TorchFunction.RebuildParameterWithState, [TensorView view, bool, PickleDictionary, _]) => view,
            _ => throw new InvalidDataException($"its pickle calls {known} with other arguments than PyTorch does"),
        };
    }

    /// <summary>The storage that a persistent id describes: "storage", class, key, device, length, and in old files the part that is meant.</summary>
    public Storage Load(object? id)
    {
        if (id is not object?[] { Length: 5 or 6 } parts || parts is not ["storage", StorageType type, string key, string or null, long elements, ..])
            throw new InvalidDataException("its pickle refers to something outside that is no storage");
        if (parts.Length == 6 && parts[5] is not null)
            throw new InvalidDataException("it holds parts of storages, as PyTorch before 0.4 wrote them");
        if (elements < 0 || elements > long.MaxValue / type.ElementBytes)
            throw new InvalidDataException($"its storage {WeightsFile.Quote(key)} has {elements} numbers");
        var storage = new Storage(key, type, elements);
        if (!_storages.TryAdd(key, storage) && _storages[key] != storage)
            throw new InvalidDataException($"its storage {WeightsFile.Quote(key)} has two types or lengths");
        return _storages[key];
    }

    /// <summary>The exception for what weights do not need.</summary>
    /// <param name="what">What the file asks for.</param>
    public EarlyBertException Refuse(string what) =>
        new($"'{source}' asks for {what}, which weights do not need (allowed: tensors, parameters, storages of numbers, collections.OrderedDict), and nothing of it was run; take the weights from someone you trust, best as model.safetensors.");

    private static TensorView View(Storage storage, long offset, object?[] shape, object?[] strides) => new(storage, offset, Numbers(shape), Numbers(strides));

    private static long[] Numbers(object?[] values) => values.Length <= TensorShape.MaxDimensions
        ? Array.ConvertAll(values, value => value is long number ? number : throw new InvalidDataException("its pickle has a shape of something else than whole numbers"))
        : throw new InvalidDataException($"its pickle has a shape of {values.Length} dimensions (allowed: up to {TensorShape.MaxDimensions})");

    private static PickleDictionary DictionaryOf(List<object?> pairs)
    {
        var dictionary = new PickleDictionary();
        foreach (var pair in pairs)
        {
            if (pair is not (IList<object?> and [string key, var value]))
                throw new InvalidDataException("its pickle has an ordered dictionary of something else than pairs");
            dictionary[key] = value;
        }

        return dictionary;
    }
}
