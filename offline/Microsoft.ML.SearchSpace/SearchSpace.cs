using System.Collections;
using System.Reflection;
using Microsoft.ML.SearchSpace.Option;

namespace Microsoft.ML.SearchSpace;

/// <summary>Options by name. Features stand in the order of the names, whatever the order in which options were added.</summary>
public class SearchSpace : OptionBase, IDictionary<string, OptionBase>
{
    private readonly Dictionary<string, OptionBase> _options = [];
    private readonly Parameter? _defaultOption;

    public SearchSpace()
    {
    }

    protected SearchSpace(Type typeInfo, Parameter? defaultOption = null)
    {
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;
        foreach (var member in typeInfo.GetFields(Public).Cast<MemberInfo>().Concat(typeInfo.GetProperties(Public)))
        {
            if (OptionOf(member) is { } option)
                _options.Add(member.Name, option);
        }

        foreach (var member in typeInfo.GetFields(Public).Cast<MemberInfo>().Concat(typeInfo.GetProperties(Public)))
        {
            if (member.IsDefined(typeof(NestOptionAttribute), false))
                _options.Add(member.Name, new SearchSpace(member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType));
        }

        _defaultOption = defaultOption;
    }

    public override double[] Default => [.. Sorted.SelectMany(pair => pair.Value.Default)];

    public override int FeatureSpaceDim => _options.Values.Sum(option => option.FeatureSpaceDim);

    public override int?[] Step => [.. Sorted.SelectMany(pair => pair.Value.Step)];

    public ICollection<string> Keys => _options.Keys;

    public ICollection<OptionBase> Values => _options.Values;

    public int Count => _options.Count;

    public bool IsReadOnly => ((ICollection<KeyValuePair<string, OptionBase>>)_options).IsReadOnly;

    private IEnumerable<KeyValuePair<string, OptionBase>> Sorted => _options.OrderBy(pair => pair.Key);

    public OptionBase this[string key]
    {
        get => _options[key];
        set => _options[key] = value;
    }

    public override Parameter SampleFromFeatureSpace(double[] feature)
    {
        var sample = Parameter.CreateNestedParameter();
        var start = 0;
        foreach (var (key, option) in Sorted)
        {
            sample[key] = option.SampleFromFeatureSpace([.. feature.Skip(start).Take(option.FeatureSpaceDim)]);
            start += option.FeatureSpaceDim;
        }

        return _defaultOption is null ? sample : Merge(_defaultOption, sample);
    }

    public override double[] MappingToFeatureSpace(Parameter parameter) => [.. Sorted.SelectMany(pair => pair.Value.MappingToFeatureSpace(parameter[pair.Key]))];

    public void Add(string key, OptionBase value) => _options.Add(key, value);

    public void Add(KeyValuePair<string, OptionBase> item) => _options.Add(item.Key, item.Value);

    public void Clear() => _options.Clear();

    public bool Contains(KeyValuePair<string, OptionBase> item) => _options.Contains(item);

    public bool ContainsKey(string key) => _options.ContainsKey(key);

    public void CopyTo(KeyValuePair<string, OptionBase>[] array, int arrayIndex) => ((ICollection<KeyValuePair<string, OptionBase>>)_options).CopyTo(array, arrayIndex);

    public bool Remove(string key) => _options.Remove(key);

    public bool Remove(KeyValuePair<string, OptionBase> item) => ((ICollection<KeyValuePair<string, OptionBase>>)_options).Remove(item);

    public bool TryGetValue(string key, out OptionBase value) => _options.TryGetValue(key, out value!);

    public IEnumerator<KeyValuePair<string, OptionBase>> GetEnumerator() => _options.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _options.GetEnumerator();

    private static OptionBase? OptionOf(MemberInfo member) => member.GetCustomAttributes(false).Select(attribute => attribute switch
    {
        ChoiceAttribute choice => new ChoiceOption(choice.Candidates, choice.DefaultValue),
        BooleanChoiceAttribute flag => new ChoiceOption([true, false], flag.DefaultValue),
        RangeAttribute { Min: int min, Max: int max } range => new UniformIntOption(min, max, range.LogBase, range.Init as int?),
        RangeAttribute { Min: float min, Max: float max } range => new UniformSingleOption(min, max, range.LogBase, range.Init as float?),
        RangeAttribute { Min: double min, Max: double max } range => (OptionBase)new UniformDoubleOption(min, max, range.LogBase, range.Init as double?),
        _ => null,
    }).FirstOrDefault(option => option is not null);

    /// <summary>Values of the right side, and those of the left that it lacks.</summary>
    private static Parameter Merge(Parameter left, Parameter right)
    {
        if (left.ParameterType != ParameterType.Object || right.ParameterType != ParameterType.Object)
            return right;
        var merged = Parameter.CreateNestedParameter();
        foreach (var (key, value) in left)
            merged[key] = right.TryGetValue(key, out var other) ? Merge(value, other) : value;
        foreach (var (key, value) in right)
            merged[key] = merged.TryGetValue(key, out var known) ? known : value;
        return merged;
    }
}
