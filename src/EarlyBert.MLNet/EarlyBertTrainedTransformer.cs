using EarlyBert.MLNet.Persistence;
using EarlyBert.MLNet.Scoring;
using EarlyBert.Tickets;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet;

/// <summary>A model that was fine-tuned in a pipeline: what the transformers of all tasks that are trained have in common.</summary>
public abstract class EarlyBertTrainedTransformer : EarlyBertTransformer
{
    private readonly FineTuningResult? _result;

    /// <summary>Of a training's result, or, where that is null, of a manifest that was loaded and is named <paramref name="source"/> in messages.</summary>
    private protected EarlyBertTrainedTransformer(IHostEnvironment environment, ModelManifest manifest, TrainedBert model, TextMapping mapping, string modelSignature,
        string loaderSignature, FineTuningResult? result, string source) : base(environment, manifest, model, mapping, modelSignature, loaderSignature)
    {
        _result = result;
        Ticket = result is not null ? result.Ticket : manifest.Ticket is null ? null : EarlyBirdTicket.Parse(manifest.Ticket, $"{source}: its ticket");
        if (result is null && manifest.Options is not null)
            EarlyBertOptions.FromJson(manifest.Options);
    }

    /// <summary>The ticket that it was trained with; null for a dense strategy.</summary>
    public EarlyBirdTicket? Ticket { get; }

    /// <summary>Every report of the training, in order; empty when the model was loaded.</summary>
    public IReadOnlyList<TrainingProgress> History => _result?.History ?? [];

    /// <summary>The options that it was trained with, strategy defaults filled in; kept in saved models.</summary>
    public EarlyBertOptions? Options => Manifest.Options is null ? null : EarlyBertOptions.FromJson(Manifest.Options);
}
