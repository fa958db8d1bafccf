namespace EarlyBert.Cli.Models;

/// <summary>A model that answers questions.</summary>
/// <param name="answerer">The model.</param>
/// <param name="owner">Freed with it.</param>
internal sealed class AnswererModel(QuestionAnswerer answerer, IDisposable? owner) : TrainedModel(answerer, owner)
{
    public QuestionAnswerer Answerer => answerer;

    public override string Description => "a model that answers questions";
}
