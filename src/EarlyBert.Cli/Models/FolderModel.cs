namespace EarlyBert.Cli.Models;

/// <summary>Opens Hugging Face folders with a head.</summary>
internal static class FolderModel
{
    public static TrainedModel Open(string path, int? gpu, bool fallbackToCpu)
    {
        var model = TrainedBert.Open(path, gpu, fallbackToCpu);
        switch (model)
        {
            case TextClassifier { Labels.Count: > 0 } classifier:
                return new ClassifierModel(classifier, (texts, pairs) => classifier.Score(texts, pairs), classifier);
            case TextRegressor regressor:
                return new RegressorModel(regressor, (texts, pairs) => regressor.Score(texts, pairs), regressor);
            case QuestionAnswerer answerer:
                return new AnswererModel(answerer, answerer);
            default:
                model.Dispose();
                throw new EarlyBertException($"The model in '{path}' has no classification head; train one with 'earlybert finetune --pretrained {path}'.");
        }
    }
}
