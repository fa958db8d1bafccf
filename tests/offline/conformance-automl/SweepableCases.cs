using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace Conformance.Cases;

/// <summary>CreateSweepableEstimator and pipelines of it.</summary>
internal static class SweepableCases
{
    public sealed class Option
    {
        [Choice("Text", "Label")] public string Source { get; set; } = "Text";
        [Microsoft.ML.SearchSpace.Range(1, 5, 2)] public int Copies { get; set; }
    }

    private static SweepableEstimator New(MLContext ml, List<string> built) => ml.Auto().CreateSweepableEstimator((context, option) =>
    {
        built.Add($"{option.Source} {option.Copies} same context {ReferenceEquals(context, ml)}");
        return context.Transforms.CopyColumns("Copy" + option.Copies, option.Source);
    }, new SearchSpace<Option>());

    public static object BuildFromOption()
    {
        var ml = new MLContext(1);
        var built = new List<string>();
        var sweepable = New(ml, built);
        var created = built.Count;
        var estimator = sweepable.BuildFromOption(ml, sweepable.SearchSpace.SampleFromFeatureSpace(sweepable.SearchSpace.Default));
        var view = ml.Data.LoadFromEnumerable(Data.Labelled(2));
        return new { created, built, space = sweepable.SearchSpace.GetType().Name, sweepable.SearchSpace.FeatureSpaceDim, output = Show.Names(estimator.Fit(view).Transform(view).Schema) };
    }

    public static object NoSearchSpace() => Probe.Try(() => new MLContext(1).Auto().CreateSweepableEstimator<Option>((context, option) => context.Transforms.CopyColumns("C", option.Source)).SearchSpace?.FeatureSpaceDim);

    public static object Pipeline_Appended()
    {
        var ml = new MLContext(1);
        var built = new List<string>();
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label").Append(New(ml, built));
        var space = pipeline.SearchSpace;
        var chain = pipeline.BuildFromOption(ml, space.SampleFromFeatureSpace(space.Default));
        var view = ml.Data.LoadFromEnumerable(Data.Labelled(2));
        return new { type = pipeline.GetType().Name, space.FeatureSpaceDim, estimators = pipeline.Estimators.Count, chain = chain.GetType().Name.Split('`')[0], output = Show.Names(chain.Fit(view).Transform(view).Schema), built };
    }

    public static object Pipeline_SearchSpaceShape()
    {
        var ml = new MLContext(1);
        var pipeline = ml.Transforms.CopyColumns("A", "Text").Append(New(ml, [])).Append(ml.Transforms.CopyColumns("B", "Text"));
        return new { keys = pipeline.SearchSpace.Keys, pipeline.SearchSpace.FeatureSpaceDim, pipeline.SearchSpace.Default, estimators = pipeline.Estimators.Count };
    }
}
