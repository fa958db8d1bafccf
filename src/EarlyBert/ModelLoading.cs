using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>The three places that a trained model comes from, the same for every task.</summary>
internal static class ModelLoading
{
    /// <summary>Makes a task's model of what was read. Weights are copied.</summary>
    /// <param name="model">What was read; it is disposed afterwards.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="source">What to call it in a message.</param>
    public delegate T Maker<out T>(PretrainedBert model, Device device, string source);

    /// <summary>From a Hugging Face folder.</summary>
    public static T Load<T>(string directory, int? gpuDeviceId, bool fallbackToCpu, int? maxTokens, Maker<T> make)
    {
        var device = EarlyBertRuntime.ChooseDevice(gpuDeviceId, fallbackToCpu);
        using var folder = HuggingFaceFolder.Load(directory);
        return make(Ready(folder, maxTokens, directory), device, directory);
    }

    /// <summary>From a model in memory, which stays the caller's.</summary>
    public static T From<T>(PretrainedBert model, int? gpuDeviceId, bool fallbackToCpu, int? maxTokens, Maker<T> make)
    {
        ArgumentNullException.ThrowIfNull(model);
        const string source = "the model in memory";
        var device = EarlyBertRuntime.ChooseDevice(gpuDeviceId, fallbackToCpu);
        return make(Ready(model, maxTokens, source), device, source);
    }

    /// <summary>From what <see cref="TrainedBert.Write"/> wrote.</summary>
    public static T Read<T>(Stream stream, string source, int? gpuDeviceId, bool fallbackToCpu, Maker<T> make)
    {
        var device = EarlyBertRuntime.ChooseDevice(gpuDeviceId, fallbackToCpu);
        return ModelStream.Read(stream, source, model => make(model, device, source));
    }

    private static PretrainedBert Ready(PretrainedBert model, int? maxTokens, string source)
    {
        var casing = model.Vocabulary.CasingFault(model.LowerCase, $"The vocabulary of '{source}'");
        return model with { MaxTokens = maxTokens ?? model.MaxTokens, Warnings = casing is null ? model.Warnings : [.. model.Warnings, casing] };
    }
}
