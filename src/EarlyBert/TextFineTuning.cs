using EarlyBert.Text;
using EarlyBert.Training;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>What the fine-tunings on whole texts share: from texts to tokenised rows, and from the trained network to a model.</summary>
internal static class TextFineTuning
{
    /// <summary>Texts, and second texts or null.</summary>
    public readonly record struct Inputs(IReadOnlyList<string> Texts, IReadOnlyList<string>? Pairs);

    /// <summary>Texts held out.</summary>
    /// <param name="Texts">The texts.</param>
    /// <param name="MetricNames">Metrics that are better when higher, the main one first.</param>
    /// <param name="Score">Metrics of what the head says of them, one array a text: the probabilities of its classes, or its number.</param>
    public sealed record Held(Inputs Texts, IReadOnlyList<string> MetricNames, Func<float[][], IReadOnlyDictionary<string, double>> Score);

    /// <summary>Tokenises, builds the model, and trains it by the session's strategy.</summary>
    /// <param name="session">The run.</param>
    /// <param name="outputs">Names of the head's outputs.</param>
    /// <param name="train">Training texts.</param>
    /// <param name="labels">What the head should say of some training texts, as its loss takes it.</param>
    /// <param name="validation">Texts scored at the end of each training epoch; null: none.</param>
    /// <param name="make">Makes the model, whose weights it copies, of its parts.</param>
    /// <param name="cancellationToken">Checked while texts are tokenised.</param>
    /// <returns>The model, what the run leaves beside it, and what did not fit.</returns>
    public static (T Model, FineTuningResult Run, Truncation Truncation) Fit<T>(FineTuningSession session, IReadOnlyList<string> outputs, Inputs train, Func<int[], Tensor> labels,
        Held? validation, ModelLoading.Maker<T> make, CancellationToken cancellationToken)
    {
        using var prepared = Prepare(session, outputs, train, labels, validation, cancellationToken);
        var (model, run) = Train(session, prepared, make);
        return (model, run, prepared.Truncation);
    }

    /// <summary>Tokenises the texts and makes θ₀.</summary>
    /// <param name="session">The run.</param>
    /// <param name="outputs">Names of the head's outputs.</param>
    /// <param name="train">Training texts.</param>
    /// <param name="labels">What the head should say of some training texts, as its loss takes it.</param>
    /// <param name="validation">Texts scored at the end of each training epoch; null: none.</param>
    /// <param name="cancellationToken">Checked while texts are tokenised.</param>
    public static PreparedTraining Prepare(FineTuningSession session, IReadOnlyList<string> outputs, Inputs train, Func<int[], Tensor> labels, Held? validation, CancellationToken cancellationToken)
    {
        session.ResolveMetric(validation?.MetricNames);
        using (session.Report.Begin(TrainingStage.Prepare))
        {
            var start = session.Start(outputs, train.Pairs is null ? train.Texts : train.Texts.Concat(train.Pairs));
            var encoder = new SentenceEncoder(new WordPiece(start.Vocabulary, start.LowerCase), start.MaxTokens, session.Options.LongText);
            var inputs = TextInputs.Build(encoder, train.Texts, train.Pairs, cancellationToken);
            var heldInputs = validation is null ? null : TextInputs.Build(encoder, validation.Texts.Texts, validation.Texts.Pairs, cancellationToken);
            foreach (var sentence in new[] { inputs.Truncation.Describe(), heldInputs?.Truncation.Describe("validation rows") })
            {
                if (sentence is not null)
                    session.Report.Say(TrainingStage.Prepare, sentence);
            }

            var rows = new TrainingRows(inputs.Inputs, batch => labels(Array.ConvertAll(batch, inputs.TextOf)));
            var held = heldInputs is null ? null : new ValidationRows(heldInputs.Inputs, validation!.MetricNames, (model, source) =>
                validation.Score(TextScoring.Run(heldInputs, source, 64, input => start.Config.IsRegression ? model.call(input) : TextScoring.Probabilities(model.call(input), start.Config.IsMultiLabel))));
            return new PreparedTraining(session.Options, session.Head, start, rows, held, outputs, inputs.Truncation);
        }
    }

    /// <summary>Trains on what was prepared.</summary>
    /// <param name="session">The run.</param>
    /// <param name="prepared">Rows and θ₀; not changed.</param>
    /// <param name="make">Makes the model, whose weights it copies, of its parts.</param>
    public static (T Model, FineTuningResult Run) Train<T>(FineTuningSession session, PreparedTraining prepared, ModelLoading.Maker<T> make)
    {
        var longText = session.Options.LongText;
        using var network = session.Train(prepared.Start, prepared.Rows, prepared.ValidationRows);
        var trained = prepared.Start.With(network with { Config = network.Config with { LongText = longText == LongText.Head ? null : longText } });
        return (make(trained, session.Device, "the trained weights"), network.Result);
    }

    /// <summary>Checks that there are training rows, and as many of everything.</summary>
    /// <exception cref="EarlyBertException">There are none.</exception>
    public static void Check(Inputs rows, int labels, string what)
    {
        if (rows.Texts.Count == 0)
            throw new EarlyBertException("There are no training rows; check the file and its columns.");
        if (labels != rows.Texts.Count || (rows.Pairs is { } pairs && pairs.Count != rows.Texts.Count))
            throw new ArgumentException($"There are {rows.Texts.Count} texts, {labels} {what} and {rows.Pairs?.Count.ToString() ?? "no"} second texts; the counts must be the same.");
    }
}
