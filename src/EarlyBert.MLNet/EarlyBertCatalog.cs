using System.Runtime.CompilerServices;
using EarlyBert;
using EarlyBert.MLNet;
using EarlyBert.MLNet.Persistence;
using EarlyBert.Pretraining;
using EarlyBert.Tickets;

namespace Microsoft.ML;

/// <summary>EarlyBERT in ML.NET's catalogs.</summary>
public static partial class EarlyBertCatalog
{
    /// <summary>
    /// A classifier of texts, or of pairs of texts, that fine-tunes BERT by early-bird ticket: it searches for a fifth of an epoch,
    /// keeps the heads and neurons with the largest coefficients, rewinds, and trains the small network (Chen et al. 2021).
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label: a key, as <c>MapValueToKey</c> makes it; or a vector of <see cref="bool"/> or 0 and 1, one slot a label, for any number of labels a row.</param>
    /// <param name="textColumnName">The text.</param>
    /// <param name="textPairColumnName">A second text, for pairs of sentences; null: single texts.</param>
    /// <param name="outputColumnName">Column added for the predicted label, a key with the label's values, or a vector of <see cref="bool"/>.</param>
    /// <param name="scoreColumnName">Column added for the class probabilities.</param>
    /// <param name="pretrained">Folder of a pre-trained BERT (Hugging Face layout); null: the small English model that comes with the library, or <paramref name="scratch"/>.</param>
    /// <param name="scratch">Size trained from random weights: tiny, mini, small, base, large, a shape such as L2-H128-A4, or the folder of a model, for its shape and vocabulary; null: start from a pre-trained model.</param>
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
        string? scratch = null,
        EarlyBirdTicket? ticket = null,
        IDataView? validationSet = null) =>
        Make(catalog, Options(labelColumnName, textColumnName, textPairColumnName, outputColumnName, scoreColumnName, pretrained, scratch, ticket, validationSet));

    /// <summary>A classifier that fine-tunes what an <c>EarlyBertPretrainer</c> has pre-trained, in memory.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label: a key, as <c>MapValueToKey</c> makes it; or a vector of <see cref="bool"/> or 0 and 1, one slot a label, for any number of labels a row.</param>
    /// <param name="textColumnName">The text.</param>
    /// <param name="pretrained">The pre-trained model; dispose it after <c>Fit</c>.</param>
    /// <param name="textPairColumnName">A second text, for pairs of sentences; null: single texts.</param>
    /// <param name="outputColumnName">Column added for the predicted label, a key with the label's values, or a vector of <see cref="bool"/>.</param>
    /// <param name="scoreColumnName">Column added for the class probabilities.</param>
    /// <param name="ticket">A ticket drawn before from a model of this shape; null: draw one.</param>
    /// <param name="validationSet">Rows scored at the end of each epoch; null: none.</param>
    /// <exception cref="EarlyBertException">A name is empty.</exception>
    [OverloadResolutionPriority(-1)] // A null in its third place is the other overload's second text.
    public static EarlyBertClassifierEstimator EarlyBertClassifier(
        this TransformsCatalog catalog,
        string labelColumnName,
        string textColumnName,
        EarlyBertPretrainerTransformer pretrained,
        string? textPairColumnName = null,
        string outputColumnName = "PredictedLabel",
        string scoreColumnName = "Score",
        EarlyBirdTicket? ticket = null,
        IDataView? validationSet = null)
    {
        ArgumentNullException.ThrowIfNull(pretrained);
        var options = Options(labelColumnName, textColumnName, textPairColumnName, outputColumnName, scoreColumnName, null, null, ticket, validationSet);
        options.PretrainedModel = pretrained.Pretrained;
        return Make(catalog, options);
    }

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
        string? scratch = null,
        EarlyBirdTicket? ticket = null,
        IDataView? validationSet = null) =>
        Make(catalog, Options(labelColumnName, textColumnName, textPairColumnName, outputColumnName, scoreColumnName, pretrained, scratch, ticket, validationSet));

    /// <inheritdoc cref="EarlyBertClassifier(TransformsCatalog, EarlyBertClassifierOptions)"/>
    public static EarlyBertClassifierEstimator EarlyBertClassifier(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, EarlyBertClassifierOptions options) => Make(catalog, options);

    /// <summary>
    /// Pre-trains a BERT on a text column by early-bird ticket: masked words and next sentence, in one or two phases (Chen et al. 2021, section 4.3). A row
    /// is a document, its lines are paragraphs. The transformer adds sentence embeddings; hand it to <c>EarlyBertClassifier</c> to fine-tune it.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="textColumnName">The text; rows are read by cursors, a few times, and not held.</param>
    /// <param name="outputColumnName">Column added for the embedding, a vector of <see cref="float"/> of the model's hidden size.</param>
    /// <param name="recipe">The run: <c>tiny</c>, <c>mini</c>, <c>paper-base</c> or <c>paper-large</c>, see <see cref="PretrainingOptions.FromRecipe"/>.</param>
    /// <param name="pretrained">Folder of a BERT to go on from (Hugging Face layout); null: random weights.</param>
    /// <param name="vocabularySize">Entries of the vocabulary learned from the text when <paramref name="pretrained"/> is null.</param>
    /// <param name="workFolder">Folder of vocabulary, prepared examples and checkpoints, which stay there; null: a temporary one.</param>
    /// <exception cref="EarlyBertException">A name is empty, there is no such recipe, or the size is out of range.</exception>
    public static EarlyBertPretrainerEstimator EarlyBertPretrainer(
        this TransformsCatalog catalog,
        string textColumnName = "Text",
        string outputColumnName = "Features",
        string recipe = "tiny",
        string? pretrained = null,
        int vocabularySize = 8000,
        string? workFolder = null)
    {
        var run = PretrainingOptions.FromRecipe(recipe);
        run.Pretrained = pretrained;
        return EarlyBertPretrainer(catalog, new EarlyBertPretrainerOptions
        {
            TextColumnName = textColumnName,
            OutputColumnName = outputColumnName,
            Pretraining = run,
            VocabularySize = vocabularySize,
            WorkFolder = workFolder,
        });
    }

    /// <summary>Pre-trains a BERT by early-bird ticket, with every option.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">Columns, vocabulary, run, folder, progress and cancellation; copied.</param>
    /// <exception cref="EarlyBertException">Options are out of range; the message names them.</exception>
    public static EarlyBertPretrainerEstimator EarlyBertPretrainer(this TransformsCatalog catalog, EarlyBertPretrainerOptions options) => new(MlNetInterop.EnvironmentOf(catalog), options);

    /// <summary>
    /// Sentence embeddings from a BERT: the mean of the last hidden states over the real tokens. The model is read at <c>Fit</c>, is
    /// not trained, and is saved with the pipeline. Put <c>AppendCacheCheckpoint</c> behind it when a trainer follows that reads the
    /// data many times: each reading would run BERT again.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">Column added for the embedding, a vector of <see cref="float"/> of the model's hidden size.</param>
    /// <param name="inputColumnName">The text; null: <paramref name="outputColumnName"/>.</param>
    /// <param name="modelFolder">A Hugging Face folder: a pre-trained BERT, or one saved by <see cref="TrainedBert.Save"/>.</param>
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
        string label, string text, string? pair, string output, string score, string? pretrained, string? scratch, EarlyBirdTicket? ticket, IDataView? validation) => new()
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
