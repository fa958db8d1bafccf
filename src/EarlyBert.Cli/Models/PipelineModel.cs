using EarlyBert.Cli.Data;
using EarlyBert.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.Cli.Models;

/// <summary>Opens pipelines that <c>mlContext.Model.Save</c> wrote, with an EarlyBERT model in them. They score as any program of ML.NET would.</summary>
internal static class PipelineModel
{
    public static TrainedModel Open(MLContext ml, string path)
    {
        ITransformer pipeline;
        DataViewSchema? schema;
        try
        {
            pipeline = ml.Model.Load(path, out schema);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            throw new EarlyBertException($"'{path}' is no model that ML.NET can load ({Innermost(fault).TrimEnd('.')}); get the file again or train the model again.", fault);
        }

        return Find(pipeline) switch
        {
            EarlyBertClassifierTransformer model => new ClassifierModel(
                model.Classifier,
                (texts, pairs) => Column<float[], string>(texts, pairs, model.TextColumnName, model.TextPairColumnName, TextDataViewType.Instance, model.Classifier.Labels[0], model.ScoreColumnName),
                pipeline as IDisposable),
            EarlyBertRegressorTransformer model => new RegressorModel(
                model.Regressor,
                (texts, pairs) => Column<float, float>(texts, pairs, model.TextColumnName, model.TextPairColumnName, NumberDataViewType.Single, 0, model.ScoreColumnName),
                pipeline as IDisposable),
            EarlyBertQuestionAnsweringTransformer model => new AnswererModel(model.Answerer, pipeline as IDisposable),
            _ => throw new EarlyBertException($"The pipeline in '{path}' has no EarlyBERT model; use a model.zip that 'earlybert finetune' wrote."),
        };

        // Steps before the model may ask for the label's column, whose values do not matter for scoring.
        T[] Column<T, TLabel>(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs, string text, string? pair, DataViewType labelType, TLabel label, string score)
        {
            if ((pairs is null) != (pair is null))
                throw new EarlyBertException($"The model in '{path}' takes {(pairs is null ? "pairs of texts" : "single texts")}; {(pairs is null ? "give it second texts too" : "leave the second texts out")}.");
            var labelName = schema?.Where(column => column.Type.Equals(labelType) && column.Name != text && column.Name != pair).Select(column => column.Name).FirstOrDefault();
            return [.. pipeline.Transform(TextRows.View(ml, texts, pairs, _ => label, new ColumnNames(text, pair, labelName ?? "Label"))).GetColumn<T>(score)];
        }
    }

    private static ITransformer? Find(ITransformer transformer) => transformer switch
    {
        EarlyBertTrainedTransformer model => model,
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
