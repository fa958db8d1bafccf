namespace EarlyBert.Cli.Models;

/// <summary>A model that gives texts a number.</summary>
/// <param name="regressor">The model.</param>
/// <param name="score">Numbers of texts and second texts.</param>
/// <param name="owner">Freed with it.</param>
internal sealed class RegressorModel(TextRegressor regressor, Func<IReadOnlyList<string>, IReadOnlyList<string>?, IReadOnlyList<float>> score, IDisposable? owner) : TrainedModel(regressor, owner)
{
    public override string Description => "a regressor: a number a text";

    /// <summary>The number of each text.</summary>
    /// <param name="texts">First texts.</param>
    /// <param name="pairs">Second texts; null for single texts.</param>
    public IReadOnlyList<float> Score(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs) => score(texts, pairs);
}
