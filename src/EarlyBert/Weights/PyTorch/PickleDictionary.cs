namespace EarlyBert.Weights.PyTorch;

/// <summary>A dictionary of a pickle, plain or ordered, with text for keys; a second value for a key replaces the first.</summary>
internal sealed class PickleDictionary() : OrderedDictionary<string, object?>(StringComparer.Ordinal);
