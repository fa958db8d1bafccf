using EarlyBert;
using EarlyBert.MLNet;
using EarlyBert.MLNet.Persistence;
using EarlyBert.Tickets;

namespace Microsoft.ML;

/// <content>Models that answer questions.</content>
public static partial class EarlyBertCatalog
{
    /// <summary>
    /// A model that answers questions by pointing at a stretch of a context, as in SQuAD; it fine-tunes BERT by early-bird ticket (Chen et al. 2021). Columns
    /// are named as in Microsoft.ML.TorchSharp's <c>QuestionAnswer</c>. A training row without an answer, empty or with the index -1, is learned as one.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="contextColumnName">The text that may hold the answer; longer ones than the model's input are read in windows.</param>
    /// <param name="questionColumnName">The question.</param>
    /// <param name="trainingAnswerColumnName">The answer to learn, as it stands in the context; read in training alone.</param>
    /// <param name="answerIndexColumnName">The index of the answer's first char in the context, an <c>Int32</c>; read in training alone.</param>
    /// <param name="predictedAnswerColumnName">Column added for the answers, a vector of texts, the best first.</param>
    /// <param name="scoreColumnName">Column added for the answers' probabilities, a vector of <see cref="float"/>.</param>
    /// <param name="topK">Most answers a question, 1 to 1000.</param>
    /// <param name="noAnswerThreshold">
    /// How much more "no answer" has to score than the best answer to be given; null: 0 where some training rows have no answer, else every question gets one.
    /// </param>
    /// <param name="pretrained">Folder of a pre-trained BERT (Hugging Face layout); null: the small English model that comes with the library, or <paramref name="scratch"/>.</param>
    /// <param name="scratch">Size trained from random weights: tiny, mini, small, base, large, a shape such as L2-H128-A4, or the folder of a model, for its shape and vocabulary; null: start from a pre-trained model.</param>
    /// <param name="ticket">A ticket drawn before from a model of this shape; null: draw one.</param>
    /// <param name="validationSet">Rows answered and scored at the end of each epoch; null: none.</param>
    /// <exception cref="EarlyBertException">A name is empty, a number is out of range, or <paramref name="scratch"/> is no size.</exception>
    public static EarlyBertQuestionAnsweringEstimator EarlyBertQuestionAnswering(
        this TransformsCatalog catalog,
        string contextColumnName = "Context",
        string questionColumnName = "Question",
        string trainingAnswerColumnName = "TrainingAnswer",
        string answerIndexColumnName = "AnswerIndex",
        string predictedAnswerColumnName = "Answer",
        string scoreColumnName = "Score",
        int topK = 3,
        double? noAnswerThreshold = null,
        string? pretrained = null,
        string? scratch = null,
        EarlyBirdTicket? ticket = null,
        IDataView? validationSet = null)
    {
        var options = new EarlyBertQuestionAnsweringOptions
        {
            ContextColumnName = contextColumnName,
            QuestionColumnName = questionColumnName,
            TrainingAnswerColumnName = trainingAnswerColumnName,
            AnswerIndexColumnName = answerIndexColumnName,
            PredictedAnswerColumnName = predictedAnswerColumnName,
            ScoreColumnName = scoreColumnName,
            TopK = topK,
            NoAnswerThreshold = noAnswerThreshold,
            Ticket = ticket,
            ValidationSet = validationSet,
        };
        (options.EarlyBert.Pretrained, options.EarlyBert.Scratch) = (pretrained, scratch);
        return EarlyBertQuestionAnswering(catalog, options);
    }

    /// <summary>A model that answers questions, with every option.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">Columns, training run, answers, ticket, progress and cancellation; copied.</param>
    /// <exception cref="EarlyBertException">Options are out of range; the message names them.</exception>
    public static EarlyBertQuestionAnsweringEstimator EarlyBertQuestionAnswering(this TransformsCatalog catalog, EarlyBertQuestionAnsweringOptions options) =>
        new(MlNetInterop.EnvironmentOf(catalog), options);

    /// <inheritdoc cref="EarlyBertQuestionAnswering(TransformsCatalog, EarlyBertQuestionAnsweringOptions)"/>
    public static EarlyBertQuestionAnsweringEstimator EarlyBertQuestionAnswering(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, EarlyBertQuestionAnsweringOptions options) =>
        new(MlNetInterop.EnvironmentOf(catalog), options);
}
