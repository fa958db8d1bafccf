using EarlyBert;
using EarlyBert.MLNet;
using EarlyBert.MLNet.Persistence;
using EarlyBert.Tickets;

namespace Microsoft.ML;

/// <summary>EarlyBERT in ML.NET's catalogs.</summary>
public static class EarlyBertCatalog
{
    /// <summary>
    /// A classifier of texts, or of pairs of texts, that fine-tunes BERT by early-bird ticket: it searches for a fifth of an epoch,
    /// keeps the heads and neurons with the largest coefficients, rewinds, and trains the small network (Chen et al. 2021).
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label: a key, as <c>MapValueToKey</c> makes it.</param>
    /// <param name="textColumnName">The text.</param>
    /// <param name="textPairColumnName">A second text, for pairs of sentences; null: single texts.</param>
    /// <param name="outputColumnName">Column added for the predicted label, a key with the label's values.</param>
    /// <param name="scoreColumnName">Column added for the class probabilities.</param>
    /// <param name="pretrained">Folder of a pre-trained BERT (Hugging Face layout); null: from scratch.</param>
    /// <param name="scratch">Size trained from random weights when <paramref name="pretrained"/> is null: tiny, mini, small, base, large, or a shape such as L2-H128-A4.</param>
    /// <param name="ticket">A ticket drawn before from a model of this shape; null: draw one.</param>
    /// <param name="validationSet">Rows scored at the end of each epoch; null: none.</param>
    /// <exception cref="EarlyBertException">A name is empty, or <paramref name="scratch"/> is no size.</exception>
    public static EarlyBertClassifierEstimator EarlyBertClassifier(
        this TransformsCatalog catalog,
        string labelColumnName = "Label",
        string textColumnName = "Text",
        string? textPairColumnName = null,
        string outputColumnName = "PredictedLabel",
        string scoreColumnName = "Score",
        string? pretrained = null,
        string scratch = "mini",
        EarlyBirdTicket? ticket = null,
        IDataView? validationSet = null) =>
        Make(catalog, Options(labelColumnName, textColumnName, textPairColumnName, outputColumnName, scoreColumnName, pretrained, scratch, ticket, validationSet));

    /// <summary>A classifier that fine-tunes BERT by early-bird ticket, with every option.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">Columns, training run, ticket, progress and cancellation; copied.</param>
    /// <exception cref="EarlyBertException">Options are out of range; the message names them all.</exception>
    public static EarlyBertClassifierEstimator EarlyBertClassifier(this TransformsCatalog catalog, EarlyBertClassifierOptions options) => Make(catalog, options);

    /// <inheritdoc cref="EarlyBertClassifier(TransformsCatalog, string, string, string, string, string, string, string, EarlyBirdTicket, IDataView)"/>
    public static EarlyBertClassifierEstimator EarlyBertClassifier(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string textColumnName = "Text",
        string? textPairColumnName = null,
        string outputColumnName = "PredictedLabel",
        string scoreColumnName = "Score",
        string? pretrained = null,
        string scratch = "mini",
        EarlyBirdTicket? ticket = null,
        IDataView? validationSet = null) =>
        Make(catalog, Options(labelColumnName, textColumnName, textPairColumnName, outputColumnName, scoreColumnName, pretrained, scratch, ticket, validationSet));

    /// <inheritdoc cref="EarlyBertClassifier(TransformsCatalog, EarlyBertClassifierOptions)"/>
    public static EarlyBertClassifierEstimator EarlyBertClassifier(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, EarlyBertClassifierOptions options) => Make(catalog, options);

    /// <summary>
    /// Sentence embeddings from a BERT: the mean of the last hidden states over the real tokens. The model is read at <c>Fit</c>, is
    /// not trained, and is saved with the pipeline. Put <c>AppendCacheCheckpoint</c> behind it when a trainer follows that reads the
    /// data many times: each reading would run BERT again.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">Column added for the embedding, a vector of <see cref="float"/> of the model's hidden size.</param>
    /// <param name="inputColumnName">The text; null: <paramref name="outputColumnName"/>.</param>
    /// <param name="modelFolder">A Hugging Face folder: a pre-trained BERT, or one saved by <see cref="TextClassifier.Save"/>.</param>
    /// <param name="batchSize">Rows a forward pass, 1 to 65536.</param>
    /// <exception cref="EarlyBertException"><paramref name="batchSize"/> is out of range.</exception>
    public static EarlyBertFeaturizerEstimator EarlyBertFeaturizer(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, string modelFolder, int batchSize = 32) =>
        new(MlNetInterop.EnvironmentOf(catalog), outputColumnName, inputColumnName ?? outputColumnName, modelFolder, batchSize);

    /// <summary>
    /// Makes a context able to load EarlyBERT models. Needed only where the package's registration assembly cannot do it by
    /// itself, on a runtime other than .NET (Core) for example; every method of this class does it too.
    /// </summary>
    public static void UseEarlyBert(this MLContext mlContext) => MlNetInterop.Register(mlContext);

    private static EarlyBertClassifierEstimator Make(object catalog, EarlyBertClassifierOptions options) => new(MlNetInterop.EnvironmentOf(catalog), options);

    private static EarlyBertClassifierOptions Options(
        string label, string text, string? pair, string output, string score, string? pretrained, string scratch, EarlyBirdTicket? ticket, IDataView? validation) => new()
        {
            LabelColumnName = label,
            TextColumnName = text,
            TextPairColumnName = pair,
            OutputColumnName = output,
            ScoreColumnName = score,
            Ticket = ticket,
            ValidationSet = validation,
            EarlyBert = new EarlyBertOptions { Pretrained = pretrained, Scratch = scratch },
        };
}
