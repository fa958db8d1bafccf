using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;

namespace Conformance.Cases;

/// <summary>Search spaces from attributes, and what comes out of them.</summary>
internal static class SearchSpaceCases
{
    public enum Kind { A, B, C }

    public sealed class Properties
    {
        [Microsoft.ML.SearchSpace.Range(1e-6, 1e-4, 2e-5, true)] public double LearningRate { get; set; } = 9;
        [Microsoft.ML.SearchSpace.Range(1, 10, 3)] public int Epochs { get; set; }
        [Microsoft.ML.SearchSpace.Range(0f, 1f, 0.25f)] public float Ratio { get; set; }
        [Choice([8, 16, 32], 16)] public int BatchSize { get; set; }
        [BooleanChoice(true)] public bool Freeze { get; set; }
        [Choice("linear", "constant")] public string Schedule { get; set; }
        [Choice(Kind.B, Kind.C)] public Kind Kind { get; set; }
        public string Extra { get; set; } = "x";
    }

    public sealed class Fields
    {
        [Microsoft.ML.SearchSpace.Range(1, 10, 3)] public int Epochs = 9;
        [Choice("a", "b")] public string Name = "none";
    }

    public sealed class NoInit
    {
        [Microsoft.ML.SearchSpace.Range(2, 8)] public int N { get; set; } = 5;
        [Microsoft.ML.SearchSpace.Range(1e-3, 1e-1, logBase: true)] public double L { get; set; } = 0.05;
        [BooleanChoice] public bool B { get; set; } = true;
        [Choice("p", "q", "r")] public string C { get; set; } = "q";
    }

    private static object Values(Properties p) => new { p.LearningRate, p.Epochs, p.Ratio, p.BatchSize, p.Freeze, p.Schedule, p.Kind, p.Extra };

    public static object Attributes_KeysAndDefaults()
    {
        var space = new SearchSpace<Properties>();
        return new { space.FeatureSpaceDim, keys = space.Keys, space.Count, defaults = space.Default, step = space.Step, options = space.Values.Select(o => o.GetType().Name), dimensions = space.Values.Select(o => o.FeatureSpaceDim) };
    }

    public static object Sample_Default() => Values(new SearchSpace<Properties>().SampleFromFeatureSpace(new SearchSpace<Properties>().Default));

    public static object Sample_Corners()
    {
        var space = new SearchSpace<Properties>();
        return new[] { 0, 0.25, 0.5, 0.75, 0.999999, 1 }.Select(x => Probe.Try(() => Values(space.SampleFromFeatureSpace(Enumerable.Repeat(x, space.FeatureSpaceDim).ToArray()))));
    }

    public static object Sample_WrongLength() => Probe.Try(() => Values(new SearchSpace<Properties>().SampleFromFeatureSpace([0.5])));

    public static object Sample_NoInit()
    {
        var space = new SearchSpace<NoInit>();
        return new { space.Default, sample = Probe.Try(() => { var s = space.SampleFromFeatureSpace(space.Default); return new { s.N, s.L, s.B, s.C }; }) };
    }

    public static object DefaultObject_Wins()
    {
        var space = new SearchSpace<Properties>(new Properties { LearningRate = 3e-5, Epochs = 4, Ratio = 0.5f, BatchSize = 32, Freeze = false, Schedule = "constant", Kind = Kind.C, Extra = "kept" });
        return new { space.Default, sample = Values(space.SampleFromFeatureSpace(space.Default)) };
    }

    public static object DefaultObject_OutOfRange() => Probe.Try(() => new SearchSpace<Properties>(new Properties { LearningRate = 1, Epochs = 99, BatchSize = 7, Schedule = "no", Kind = Kind.A }).Default);

    public static object Fields_AreLost()
    {
        var space = new SearchSpace<Fields>();
        var s = space.SampleFromFeatureSpace(space.Default);
        return new { space.FeatureSpaceDim, keys = space.Keys, s.Epochs, s.Name };
    }

    public static object Mapping_BackToFeatures()
    {
        var space = new SearchSpace<Properties>();
        var p = new Properties { LearningRate = 1e-5, Epochs = 5, Ratio = 0.75f, BatchSize = 8, Freeze = false, Schedule = "constant", Kind = Kind.C };
        var features = space.MappingToFeatureSpace(p);
        return new { features, back = Values(space.SampleFromFeatureSpace(features)) };
    }

    public static object Options_ByHand()
    {
        var space = new Microsoft.ML.SearchSpace.SearchSpace();
        space["lr"] = new UniformDoubleOption(1e-6, 1e-3, true, 2e-5);
        space.Add("n", new UniformIntOption(1, 10, false, 4));
        space["b"] = new ChoiceOption([16, 32, 64], 32);
        space["f"] = new UniformSingleOption(0, 1);
        var sample = space.SampleFromFeatureSpace([0.5, 0.5, 0.5, 0.5]);
        return new
        {
            keys = space.Keys,
            space.Default,
            space.FeatureSpaceDim,
            sampleKeys = sample.Keys.Order(StringComparer.Ordinal),
            lr = sample["lr"].AsType<double>(),
            n = sample["n"].AsType<int>(),
            b = sample["b"].AsType<int>(),
            f = sample["f"].AsType<float>(),
            missing = Probe.Try(() => sample["nope"].AsType<int>()),
            tryGet = sample.TryGetValue("nope", out _),
            contains = sample.ContainsKey("lr"),
        };
    }

    public static object Options_Order()
    {
        var space = new Microsoft.ML.SearchSpace.SearchSpace();
        space["z"] = new UniformIntOption(0, 100);
        space["a"] = new UniformDoubleOption(0, 1);
        var sample = space.SampleFromFeatureSpace([0.1, 0.9]);
        return new { keys = space.Keys, z = sample["z"].AsType<int>(), a = sample["a"].AsType<double>() };
    }

    public static object Int_Grid() => new[] { 0, 0.09, 0.1, 0.5, 0.89, 0.9, 0.99, 1 }.Select(x => new UniformIntOption(1, 10).SampleFromFeatureSpace([x]).AsType<int>());

    public static object Int_LogGrid() => new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(x => new UniformIntOption(1, 100, true).SampleFromFeatureSpace([x]).AsType<int>());

    public static object Choice_Grid() => new[] { 0, 0.3, 0.34, 0.5, 0.67, 0.99, 1 }.Select(x => Probe.Try(() => new ChoiceOption("a", "b", "c").SampleFromFeatureSpace([x]).AsType<string>()));

    public static object Options_Errors() => new
    {
        logZero = Probe.Try(() => new UniformDoubleOption(0, 1, true).Default),
        reversed = Probe.Try(() => new UniformDoubleOption(2, 1).Default),
        defaultOutside = Probe.Try(() => new UniformDoubleOption(0, 1, false, 5).Default),
        noChoices = Probe.Try(() => new ChoiceOption().Default),
        sameChoices = Probe.Try(() => new ChoiceOption("a", "a").Default),
        mixed = Probe.Try(() => new ChoiceOption("a", 1).Default),
        defaultNotThere = Probe.Try(() => new ChoiceOption(["a", "b"], "c").Default),
        oneChoice = Probe.Try(() => new { d = new ChoiceOption("a").Default, s = new ChoiceOption("a").SampleFromFeatureSpace([]).AsType<string>() }),
    };

    public static object Parameter_Conversions()
    {
        var o = Parameter.FromObject(new Properties { LearningRate = 1e-5, Epochs = 2, Schedule = "s", Kind = Kind.C });
        return new
        {
            type = o.ParameterType,
            keys = o.Keys.Order(StringComparer.Ordinal),
            back = Values(o.AsType<Properties>()),
            i = Parameter.FromInt(3).ParameterType,
            d = Parameter.FromDouble(0.1).AsType<double>(),
            s = Parameter.FromString("x").AsType<string>(),
            b = Parameter.FromBool(true).AsType<bool>(),
            e = Parameter.FromEnum(Kind.B).AsType<Kind>(),
            intAsDouble = Probe.Try(() => Parameter.FromInt(3).AsType<double>()),
            doubleAsInt = Probe.Try(() => Parameter.FromDouble(3.7).AsType<int>()),
            textAsInt = Probe.Try(() => Parameter.FromString("7").AsType<int>()),
            equal = Parameter.FromInt(3).Equals(Parameter.FromInt(3)),
            nested = Parameter.CreateNestedParameter(new KeyValuePair<string, Parameter>("a", Parameter.FromInt(1))).Keys,
        };
    }

    public static object Attribute_Properties()
    {
        var range = new Microsoft.ML.SearchSpace.RangeAttribute(1e-6, 1e-4, 2e-5, true);
        var plain = new Microsoft.ML.SearchSpace.RangeAttribute(1, 10);
        var choice = new ChoiceAttribute([8, 16], 16);
        return new { range.Min, range.Max, range.Init, range.LogBase, plain = new { plain.Min, plain.Max, plain.Init, plain.LogBase }, choice = new { choice.Candidates, choice.DefaultValue }, boolean = new BooleanChoiceAttribute().DefaultValue, one = new ChoiceAttribute("a").DefaultValue, reversed = Probe.Try(() => new Microsoft.ML.SearchSpace.RangeAttribute(10, 1).Min), logZero = Probe.Try(() => new Microsoft.ML.SearchSpace.RangeAttribute(0.0, 1.0, true).Min) };
    }
}
