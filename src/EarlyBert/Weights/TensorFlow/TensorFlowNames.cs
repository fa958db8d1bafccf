namespace EarlyBert.Weights.TensorFlow;

/// <summary>
/// Names of the variables of Google's BERT (modeling.py, run_pretraining.py, run_classifier.py, run_squad.py) and what Hugging Face
/// calls them.
/// </summary>
internal static class TensorFlowNames
{
    private const string LayerPrefix = "layer_";

    /// <summary>Endings of the optimizers' variables.</summary>
    private static readonly string[] Slots = ["adam_m", "adam_v", "lamb_m", "lamb_v", "Adam", "Adam_1", "Momentum"];

    /// <summary>The heads of fine-tuned models, whose variables have names of their own.</summary>
    private static readonly Dictionary<string, string> Heads = new(StringComparer.Ordinal)
    {
        ["output_weights"] = "classifier.weight",
        ["output_bias"] = "classifier.bias",
        ["cls/squad/output_weights"] = "qa_outputs.weight",
        ["cls/squad/output_bias"] = "qa_outputs.bias",
    };

    /// <summary>The name in a state dict, and whether the matrix stands the other way round there; null: no weight of the model.</summary>
    public static (string Name, bool IsTransposed)? ToHuggingFace(string variable)
    {
        var parts = variable.Split('/');
        if (variable is "" or "global_step" || Slots.Contains(parts[^1]))
            return null;
        if (Heads.TryGetValue(variable, out var head))
            return (head, false);
        for (var i = 0; i < parts.Length - 1; i++)
        {
            if (parts[i].StartsWith(LayerPrefix, StringComparison.Ordinal))
                parts[i] = "layer." + parts[i][LayerPrefix.Length..];
        }

        var isKernel = parts[^1] == "kernel";
        parts[^1] = parts[^1] switch
        {
            "kernel" or "gamma" or "output_weights" => "weight",
            "beta" or "output_bias" => "bias",
            var table when table.EndsWith("_embeddings", StringComparison.Ordinal) => table + ".weight",
            var other => other,
        };
        return (string.Join('.', parts), isKernel);
    }
}
