namespace Microsoft.ML.AutoML;

/// <summary>Makes what an experiment consists of, by type; of several registrations the last counts.</summary>
internal sealed class Services : IServiceProvider
{
    private readonly Dictionary<Type, Func<object>> _factories = [];

    /// <summary>One object, made when it is first asked for.</summary>
    public void AddSingleton(Type type, Func<IServiceProvider, object> make)
    {
        var value = new Lazy<object>(() => make(this));
        _factories[type] = () => value.Value;
    }

    /// <summary>A new object each time.</summary>
    public void AddTransient(Type type, Func<IServiceProvider, object> make) => _factories[type] = () => make(this);

    public object? GetService(Type serviceType) => serviceType == typeof(IServiceProvider) ? this : _factories.GetValueOrDefault(serviceType)?.Invoke();

    public object GetRequiredService(Type type) => GetService(type) ?? throw new InvalidOperationException($"No service for type '{type}' has been registered.");

    /// <summary>An object of a class, its constructor given services: of the public constructors that can be called the longest.</summary>
    public static Func<IServiceProvider, object> Make(Type type) => services =>
    {
        foreach (var constructor in type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length))
        {
            var arguments = Array.ConvertAll(constructor.GetParameters(), parameter => services.GetService(parameter.ParameterType) ?? (parameter.HasDefaultValue ? parameter.DefaultValue : DBNull.Value));
            if (!arguments.Contains(DBNull.Value))
                return constructor.Invoke(arguments);
        }

        throw new InvalidOperationException($"A suitable constructor for type '{type}' could not be located.");
    };
}
