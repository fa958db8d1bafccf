using EarlyBert.MLNet.Fitting;
using EarlyBert.MLNet.Persistence;
using EarlyBert.MLNet.Schemas;
using EarlyBert.Pretraining;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet;

/// <summary>
/// Pre-trains a BERT by early-bird ticket (Chen et al. 2021, section 4.3) on a text column: masked words and next sentence. Made by
/// <see cref="EarlyBertCatalog.EarlyBertPretrainer(TransformsCatalog, EarlyBertPretrainerOptions)"/>.
/// </summary>
public sealed class EarlyBertPretrainerEstimator : IEstimator<EarlyBertPretrainerTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly EarlyBertPretrainerOptions _options;

    internal EarlyBertPretrainerEstimator(IHostEnvironment environment, EarlyBertPretrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _environment = environment;
        _host = environment.Register("EarlyBertPretrainer");
        MlNetInterop.Register(environment);
    }

    /// <summary>The schema after the transformer: the input's columns and the embedding, a vector of <see cref="float"/>.</summary>
    /// <exception cref="EarlyBertException">The text column is missing or no text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Columns.RequireText(inputSchema, _options.TextColumnName, nameof(_options.TextColumnName));
        return Shapes.Append(inputSchema, EarlyBertFeaturizerTransformer.AddedColumns(_options.OutputColumnName, size: 1));
    }

    /// <summary>
    /// Learns the vocabulary, prepares the examples on the disk, and pre-trains. Rows are read by cursors and not held: in one pass for the vocabulary,
    /// unless it is given, and one for each length of input among the phases. A row is a document; rows without text are left out, with a warning.
    /// </summary>
    /// <exception cref="EarlyBertException">
    /// The text column is missing or no text, there is too little text, a file cannot be read or written, or the loss is not a number.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token or the <see cref="MLContext"/> was cancelled; a checkpoint is in the work folder, if one is named.</exception>
    public EarlyBertPretrainerTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Columns.Text(input.Schema, _options.TextColumnName, nameof(_options.TextColumnName));
        using var channel = _host.Start("Training");
        using var cancellation = new CancellationWatch(_host, _options.CancellationToken);
        var log = new TrainingLog(channel, _options.Progress);
        cancellation.Token.ThrowIfCancellationRequested();

        var run = RunOptions();
        using var folder = new PretrainingFolder(_options.WorkFolder);
        using var data = new PretrainingData(_options, run, folder, new DocumentRows(input, _options.TextColumnName, log, cancellation.Token), log, cancellation.Token);
        var result = BertPretraining.Run(data.Phases, data.Vocabulary, run, folder.Checkpoints, _options.Resume, log, cancellation.Token);
        return new EarlyBertPretrainerTransformer(_host, _options, result);
    }

    /// <summary>The options of the run, with what the context decides.</summary>
    private PretrainingOptions RunOptions()
    {
        var run = _options.Pretraining.Clone();
        if (run.Seed == new PretrainingOptions().Seed)
            run.Seed = MlNetInterop.Seed(_environment) ?? run.Seed;
        run.GpuDeviceId ??= MlNetInterop.GpuDeviceId(_environment);
        run.FallbackToCpu |= MlNetInterop.FallbackToCpu(_environment);
        return run;
    }
}
