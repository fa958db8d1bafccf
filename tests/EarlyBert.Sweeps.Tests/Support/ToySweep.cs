using EarlyBert.MLNet;
using EarlyBert.Tickets;
using Microsoft.ML;

namespace EarlyBert.Sweeps.Tests.Support;

/// <summary>A sweep of seconds over toy texts.</summary>
internal static class ToySweep
{
    public const string Space = """{"headRatio": [0.0, 0.5], "neuronRatio": {"min": 0.2, "max": 0.8}, "learningRate": [1e-3, 3e-4]}""";

    public static MLContext Context { get; } = new(seed: 42);

    public static LabelledTexts Train { get; } = ToyTexts.Make(160, seed: 1);

    public static LabelledTexts Held { get; } = ToyTexts.Make(80, seed: 2);

    public static EarlyBertOptions Run()
    {
        var options = ToyTexts.Options();
        options.Threads = 1;
        options.Train.BatchSize = 16;
        options.Train.Epochs = 2;
        options.Search.Schedule = DrawSchedule.AtFraction(0.4);
        return options;
    }

    public static SweepSession Session(SweepOptions? options = null, string? space = Space, EarlyBertOptions? run = null) => new(
        Context,
        Context.Transforms.Conversion.MapValueToKey("Label", keyData: Context.Data.LoadFromEnumerable(ToyTexts.Labels.Select(label => new Name { Label = label }))).Fit(View(Train)).Transform(View(Train)),
        View(Held),
        new EarlyBertClassifierOptions { EarlyBert = run ?? Run() },
        options ?? new SweepOptions { LatencyRows = 3 },
        space is null ? null : SweepSpace.Parse(space, "the test"));

    public static IDataView View(LabelledTexts rows) =>
        Context.Data.LoadFromEnumerable(rows.Texts.Select((text, row) => new Row { Text = text, Label = ToyTexts.Labels[rows.Labels[row]] }).ToArray());

    /// <summary>A record without a training.</summary>
    public static TrialRecord Record(string key, double? score, TrialState state = TrialState.Completed, long size = 100, double latency = 1) => new()
    {
        Trial = 0,
        Key = key,
        State = state,
        Point = new EarlyBertSearchOptions(),
        Score = score,
        EncoderParameters = size,
        LatencyMilliseconds = latency,
    };

    private sealed class Name
    {
        public string Label { get; set; } = "";
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
