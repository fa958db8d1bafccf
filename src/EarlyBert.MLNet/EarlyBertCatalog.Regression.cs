using EarlyBert;
using EarlyBert.MLNet;
using EarlyBert.MLNet.Persistence;
using EarlyBert.Tickets;

namespace Microsoft.ML;

/// <content>Regressors.</content>
public static partial class EarlyBertCatalog
{
    /// <summary>
    /// A regressor of texts, or of pairs of texts, that fine-tunes BERT by early-bird ticket (Chen et al. 2021): how alike two sentences are (GLUE's
    /// STS-B), how good a review is.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label: a <see cref="float"/>.</param>
    /// <param name="textColumnName">The text.</param>
    /// <param name="textPairColumnName">A second text, for pairs of sentences; null: single texts.</param>
    /// <param name="scoreColumnName">Column added for the predicted number, a <see cref="float"/>.</param>
    /// <param name="pretrained">Folder of a pre-trained BERT (Hugging Face layout); null: the small English model that comes with the library, or <paramref name="scratch"/>.</param>
    /// <param name="scratch">Size trained from random weights: tiny, mini, small, base, large, a shape such as L2-H128-A4, or the folder of a model, for its shape and vocabulary; null: start from a pre-trained model.</param>
    /// <param name="ticket">A ticket drawn before from a model of this shape; null: draw one.</param>
    /// <param name="validationSet">Rows scored at the end of each epoch; null: none.</param>
    /// <exception cref="EarlyBertException">A name is empty, or <paramref name="scratch"/> is no size.</exception>
    public static EarlyBertRegressorEstimator EarlyBertRegressor(
        this TransformsCatalog catalog,
        string labelColumnName = "Label",
        string textColumnName = "Text",
        string? textPairColumnName = null,
        string scoreColumnName = "Score",
        string? pretrained = null,
        string? scratch = null,
        EarlyBirdTicket? ticket = null,
        IDataView? validationSet = null) =>
        Make(catalog, RegressorOptions(labelColumnName, textColumnName, textPairColumnName, scoreColumnName, pretrained, scratch, ticket, validationSet));

    /// <summary>A regressor that fine-tunes BERT by early-bird ticket, with every option.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">Columns, training run, ticket, progress and cancellation; copied.</param>
    /// <exception cref="EarlyBertException">Options are out of range; the message names them all.</exception>
    public static EarlyBertRegressorEstimator EarlyBertRegressor(this TransformsCatalog catalog, EarlyBertRegressorOptions options) => Make(catalog, options);

    /// <inheritdoc cref="EarlyBertRegressor(TransformsCatalog, string, string, string, string, string, string, EarlyBirdTicket, IDataView)"/>
    public static EarlyBertRegressorEstimator EarlyBertRegressor(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string textColumnName = "Text",
        string? textPairColumnName = null,
        string scoreColumnName = "Score",
        string? pretrained = null,
        string? scratch = null,
        EarlyBirdTicket? ticket = null,
        IDataView? validationSet = null) =>
        Make(catalog, RegressorOptions(labelColumnName, textColumnName, textPairColumnName, scoreColumnName, pretrained, scratch, ticket, validationSet));

    /// <inheritdoc cref="EarlyBertRegressor(TransformsCatalog, EarlyBertRegressorOptions)"/>
    public static EarlyBertRegressorEstimator EarlyBertRegressor(this RegressionCatalog.RegressionTrainers catalog, EarlyBertRegressorOptions options) => Make(catalog, options);

    private static EarlyBertRegressorEstimator Make(object catalog, EarlyBertRegressorOptions options) => new(MlNetInterop.EnvironmentOf(catalog), options);

    private static EarlyBertRegressorOptions RegressorOptions(
        string label, string text, string? pair, string score, string? pretrained, string? scratch, EarlyBirdTicket? ticket, IDataView? validation) => new()
        {
            LabelColumnName = label,
            TextColumnName = text,
            TextPairColumnName = pair,
            ScoreColumnName = score,
            Ticket = ticket,
            ValidationSet = validation,
            EarlyBert = new EarlyBertOptions { Pretrained = pretrained, Scratch = scratch },
        };
}
