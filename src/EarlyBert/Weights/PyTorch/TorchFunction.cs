namespace EarlyBert.Weights.PyTorch;

/// <summary>What a pickle of weights may call; each stands for the Python function of that name and is carried out here.</summary>
internal enum TorchFunction
{
    OrderedDictionary,
    Size,
    RebuildTensor,
    RebuildTensorV2,
    RebuildParameter,
    RebuildParameterWithState,
}
