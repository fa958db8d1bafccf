using EarlyBert.Bert;
using EarlyBert.Training;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>
/// What a run takes over of a model that may have been trained for a task before: the encoder, and the head if it is this task's. The rows of a
/// classifier for the same labels in another order are put into the data's order; a head for other labels starts anew, with a warning.
/// </summary>
internal sealed class TrainedHead : IDisposable
{
    private const int Shown = 10;

    private readonly List<Tensor> _made = [];

    private TrainedHead(IReadOnlyDictionary<string, Tensor> weights) => Weights = weights;

    /// <summary>The weights; those that were not made anew are the model's.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights { get; private set; }

    /// <summary>Decides what is taken over.</summary>
    /// <param name="model">The model.</param>
    /// <param name="head">This task's head.</param>
    /// <param name="config">The shape of this run, with its labels.</param>
    /// <param name="source">What to call the model.</param>
    /// <param name="report">Receives warnings.</param>
    public static TrainedHead Of(PretrainedBert model, TaskHead head, BertConfig config, string source, RunMonitor report)
    {
        var (own, labels) = (model.Config.Labels, config.Labels);
        var isSameTask = labels.Count == 0 || (own.Count > 0 && (model.Config.IsMultiLabel, model.Config.IsRegression) == (config.IsMultiLabel, config.IsRegression));
        // A number is one whatever it is called.
        var order = labels.Select(label => config.IsRegression ? 0 : own.ToList().IndexOf(label)).ToArray();
        var fits = isSameTask && own.Count == labels.Count && !order.Contains(-1);
        var kept = new TrainedHead(head.WeightsOf(model.Tensors, keepsHead: labels.Count == 0 || fits));
        if (labels.Count == 0 || own.Count == 0 || !model.Tensors.Keys.Any(head.Has))
            return kept;
        if (!fits)
            report.Say(TrainingStage.Prepare, $"The classifier of {source} starts anew: {Difference(model.Config, config, isSameTask)}.", isWarning: true);
        else if (!config.IsRegression && !own.SequenceEqual(labels))
        {
            kept.Reorder(order, head);
            report.Say(TrainingStage.Prepare, $"{source} has its labels in the order {Listed(own)}; they are put into the data's.");
        }

        return kept;
    }

    /// <inheritdoc/>
    public void Dispose() => _made.ForEach(tensor => tensor.Dispose());

    private void Reorder(int[] order, TaskHead head)
    {
        var weights = new Dictionary<string, Tensor>(Weights);
        foreach (var name in Weights.Keys.Where(head.Has))
        {
            using var rows = tensor(Array.ConvertAll(order, row => (long)row), device: weights[name].device);
            _made.Add(weights[name] = weights[name].index_select(0, rows));
        }

        Weights = weights;
    }

    private static string Difference(BertConfig model, BertConfig data, bool isSameTask)
    {
        var (own, labels) = (model.Labels, data.Labels);
        if (model.IsRegression != data.IsRegression)
            return "one of the two has numbers, the other classes";
        string[] parts =
        [
            .. labels.Except(own).ToArray() is { Length: > 0 } added ? [$"only the data have {Listed(added)}"] : Array.Empty<string>(),
            .. own.Except(labels).ToArray() is { Length: > 0 } gone ? [$"only the model has {Listed(gone)}"] : Array.Empty<string>(),
        ];
        return !isSameTask ? "one of the two has one label a row, the other any number" : string.Join(", ", parts);
    }

    private static string Listed(IReadOnlyList<string> names) => string.Join(", ", names.Take(Shown).Select(name => $"'{name}'")) + (names.Count > Shown ? ", ..." : "");
}
