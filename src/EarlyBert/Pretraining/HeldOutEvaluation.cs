using EarlyBert.Bert;
using static TorchSharp.torch;

namespace EarlyBert.Pretraining;

/// <summary>How well a model predicts masked words and next sentences of documents that it was not trained on.</summary>
internal static class HeldOutEvaluation
{
    /// <summary>Scores the first examples, with masks that are the same every time.</summary>
    /// <returns><c>mlm_loss</c> (nats a masked piece), <c>mlm_accuracy</c>, <c>perplexity</c>, <c>nsp_accuracy</c>.</returns>
    public static IReadOnlyDictionary<string, double> Run(BertForPreTraining model, PretrainingBatchSource source, int examples)
    {
        double loss = 0;
        long words = 0, rightWords = 0, rows = 0, rightRows = 0;
        var training = model.training;
        model.eval();
        using (no_grad())
        {
            foreach (var batch in source.ForEvaluation(examples))
            {
                using var scope = NewDisposeScope();
                using var owned = batch;
                var (logits, nextSentence) = model.call(batch.Input);
                loss += nn.functional.cross_entropy(logits, batch.Words, reduction: nn.Reduction.Sum).to(ScalarType.Float64).cpu().item<double>();
                rightWords += logits.argmax(-1).eq(batch.Words).sum().cpu().item<long>();
                rightRows += nextSentence.argmax(-1).eq(batch.NextSentence).sum().cpu().item<long>();
                words += batch.Words.shape[0];
                rows += batch.Rows;
            }
        }

        if (training)
            model.train();
        return new Dictionary<string, double>
        {
            ["mlm_loss"] = loss / words,
            ["mlm_accuracy"] = (double)rightWords / words,
            ["perplexity"] = Math.Exp(loss / words),
            ["nsp_accuracy"] = (double)rightRows / rows,
        };
    }
}
