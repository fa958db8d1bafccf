namespace EarlyBert.Cli.Models;

/// <summary>A model that answers questions.</summary>
/// <param name="answerer">The model.</param>
/// <param name="answers">How it looks for answers unless told otherwise.</param>
/// <param name="owner">Freed with it.</param>
internal sealed class AnswererModel(QuestionAnswerer answerer, AnswerOptions answers, IDisposable? owner) : TrainedModel(answerer, owner)
{
    public QuestionAnswerer Answerer => answerer;

    public AnswerOptions Answers => answers;

    public override string Description => "a model that answers questions";
}
