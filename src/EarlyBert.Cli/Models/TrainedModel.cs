using Microsoft.ML;

namespace EarlyBert.Cli.Models;

/// <summary>A model that was saved: a Hugging Face folder, or a pipeline of ML.NET. What it can do depends on its task.</summary>
/// <param name="model">The model in it.</param>
/// <param name="owner">Freed with it.</param>
internal abstract class TrainedModel(TrainedBert model, IDisposable? owner) : IDisposable
{
    /// <summary>What it does, in a few words.</summary>
    public abstract string Description { get; }

    /// <summary>Says what seems wrong with the model's files.</summary>
    public void WarnOf(Terminal terminal)
    {
        foreach (var warning in model.Warnings)
            terminal.Warn(warning);
    }

    public void Dispose() => owner?.Dispose();

    /// <summary>Opens what lies at a path.</summary>
    /// <param name="path">A model folder, a run's folder with such a folder in it, or a file that ML.NET saved.</param>
    /// <param name="gpu">CUDA device; null: the CPU.</param>
    /// <param name="fallbackToCpu">Take the CPU when it is not there.</param>
    /// <exception cref="EarlyBertException">There is nothing, or it is damaged, or no model with a task.</exception>
    public static TrainedModel Open(string path, int? gpu = null, bool fallbackToCpu = false)
    {
        if (File.Exists(path))
            return PipelineModel.Open(new MLContext { GpuDeviceId = gpu, FallbackToCpu = fallbackToCpu }, path);
        var inner = Path.Combine(path, "model");
        if (!File.Exists(Path.Combine(path, "config.json")) && File.Exists(Path.Combine(inner, "config.json")))
            path = inner;
        if (!Directory.Exists(path))
            throw new EarlyBertException($"There is no model '{path}'; name a folder with config.json, model.safetensors and vocab.txt, or a model.zip of ML.NET.");
        return FolderModel.Open(path, gpu, fallbackToCpu);
    }
}
