using Microsoft.ML;

namespace EarlyBert.Cli.Models;

/// <summary>A model that was saved: a Hugging Face folder, or a pipeline of ML.NET.</summary>
internal abstract class TrainedModel : IDisposable
{
    /// <summary>The classifier in it.</summary>
    public abstract TextClassifier Classifier { get; }

    /// <summary>Class names, in the order of the scores.</summary>
    public IReadOnlyList<string> Labels => Classifier.Labels;

    /// <summary>Class probabilities of each text.</summary>
    /// <param name="texts">First texts.</param>
    /// <param name="pairs">Second texts; null for single texts.</param>
    public abstract IReadOnlyList<float[]> Score(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs);

    /// <summary>Says what seems wrong with the model's files.</summary>
    public void WarnOf(Terminal terminal)
    {
        foreach (var warning in Classifier.Warnings)
            terminal.Warn(warning);
    }

    public abstract void Dispose();

    /// <summary>Opens what lies at a path.</summary>
    /// <param name="path">A model folder, a run's folder with such a folder in it, or a file that ML.NET saved.</param>
    /// <param name="gpu">CUDA device; null: the CPU.</param>
    /// <param name="fallbackToCpu">Take the CPU when it is not there.</param>
    /// <exception cref="EarlyBertException">There is nothing, or it is damaged, or no classifier of texts.</exception>
    public static TrainedModel Open(string path, int? gpu = null, bool fallbackToCpu = false)
    {
        if (File.Exists(path))
            return new PipelineModel(new MLContext { GpuDeviceId = gpu, FallbackToCpu = fallbackToCpu }, path);
        var inner = Path.Combine(path, "model");
        if (!File.Exists(Path.Combine(path, "config.json")) && File.Exists(Path.Combine(inner, "config.json")))
            path = inner;
        if (!Directory.Exists(path))
            throw new EarlyBertException($"There is no model '{path}'; name a folder with config.json, model.safetensors and vocab.txt, or a model.zip of ML.NET.");
        return new FolderModel(path, gpu, fallbackToCpu);
    }
}
