namespace EarlyBert.Cli.Models;

/// <summary>A Hugging Face folder with a classification head.</summary>
internal sealed class FolderModel : TrainedModel
{
    private readonly TextClassifier _classifier;

    public FolderModel(string path, int? gpu, bool fallbackToCpu)
    {
        _classifier = TextClassifier.Load(path, gpu, fallbackToCpu);
        if (_classifier.Labels.Count > 0)
            return;
        _classifier.Dispose();
        throw new EarlyBertException($"The model in '{path}' has no classification head; train one with 'earlybert finetune --pretrained {path}'.");
    }

    public override TextClassifier Classifier => _classifier;

    public override IReadOnlyList<float[]> Score(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs) => _classifier.Score(texts, pairs);

    public override void Dispose() => _classifier.Dispose();
}
