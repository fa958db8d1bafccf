using EarlyBert.Cli.Data;
using EarlyBert.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.Cli.Models;

/// <summary>A pipeline that <c>mlContext.Model.Save</c> wrote, with an EarlyBERT classifier in it. It scores as any program of ML.NET would.</summary>
internal sealed class PipelineModel : TrainedModel
{
    private readonly MLContext _ml;
    private readonly ITransformer _pipeline;
    private readonly EarlyBertClassifierTransformer _classifier;
    private readonly string _path;
    private readonly ColumnNames _columns;

    public PipelineModel(MLContext ml, string path)
    {
        _ml = ml;
        _path = path;
        DataViewSchema? schema;
        try
        {
            _pipeline = ml.Model.Load(path, out schema);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            throw new EarlyBertException($"'{path}' is no model that ML.NET can load ({Innermost(fault).TrimEnd('.')}); get the file again or train the model again.", fault);
        }

        _classifier = Find(_pipeline) ?? throw new EarlyBertException($"The pipeline in '{path}' has no EarlyBERT classifier; use a model.zip that 'earlybert finetune' wrote.");
        // Steps before the classifier may ask for the label's column, whose values do not matter for scoring.
        var (text, pair) = (_classifier.TextColumnName, _classifier.TextPairColumnName);
        var label = schema?.Where(column => column.Type is TextDataViewType && column.Name != text && column.Name != pair).Select(column => column.Name).FirstOrDefault();
        _columns = new ColumnNames(text, pair, label ?? "Label");
    }

    public override TextClassifier Classifier => _classifier.Classifier;

    public override IReadOnlyList<float[]> Score(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs)
    {
        if ((pairs is null) != (_columns.Pair is null))
            throw new EarlyBertException($"The model in '{_path}' takes {(pairs is null ? "pairs of texts" : "single texts")}; {(pairs is null ? "give it second texts too" : "leave the second texts out")}.");
        var view = TextRows.View(_ml, new LabelledTexts(texts, pairs, new int[texts.Count]), Labels, _columns);
        return [.. _pipeline.Transform(view).GetColumn<float[]>(_classifier.ScoreColumnName)];
    }

    public override void Dispose() => (_pipeline as IDisposable)?.Dispose();

    private static EarlyBertClassifierTransformer? Find(ITransformer transformer) => transformer switch
    {
        EarlyBertClassifierTransformer classifier => classifier,
        IEnumerable<ITransformer> chain => chain.Select(Find).LastOrDefault(found => found is not null),
        _ => null,
    };

    private static string Innermost(Exception fault)
    {
        while (fault.InnerException is { } inner)
            fault = inner;
        return fault.Message;
    }
}
