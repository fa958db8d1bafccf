namespace EarlyBert.Cli.Models;

/// <summary>A model that tells classes apart, or gives a text any number of labels.</summary>
/// <param name="classifier">The model.</param>
/// <param name="score">Class probabilities of texts and second texts.</param>
/// <param name="owner">Freed with it.</param>
internal sealed class ClassifierModel(TextClassifier classifier, Func<IReadOnlyList<string>, IReadOnlyList<string>?, IReadOnlyList<float[]>> score, IDisposable? owner)
    : TrainedModel(classifier, owner)
{
    /// <summary>The classifier itself.</summary>
    public TextClassifier Classifier => classifier;

    /// <summary>Class names, in the order of the scores.</summary>
    public IReadOnlyList<string> Labels => classifier.Labels;

    public override string Description => $"a classifier: {(classifier.IsMultiLabel ? "any number of the labels" : "classes")} {string.Join(", ", Labels)}";

    /// <summary>Class probabilities of each text.</summary>
    /// <param name="texts">First texts.</param>
    /// <param name="pairs">Second texts; null for single texts.</param>
    public IReadOnlyList<float[]> Score(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs) => score(texts, pairs);
}
