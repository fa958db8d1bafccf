using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet.Persistence;

/// <summary>
/// The only place that touches what ML.NET keeps internal: a catalog's environment, a host's seed, device and cancellation,
/// and the writing, reading and registering of models. The thirteen members have been the same since ML.NET 1.0. Each is
/// looked up when it is needed; one that is gone stops that feature alone, with a message that names it.
/// </summary>
internal static class MlNetInterop
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private const string HostInternals = "Microsoft.ML.Runtime.IHostEnvironmentInternal";

    private static readonly Assembly Core = typeof(ModelSaveContext).Assembly;
    private static readonly ConditionalWeakTable<ComponentCatalog, object> Registered = [];

    /// <summary>The assembly that saved models name: ML.NET reads its attributes when it loads one.</summary>
    public static Assembly RegistrationAssembly { get; } = Assembly.Load("EarlyBert.MLNet.Registration");

    // ---- environments ---------------------------------------------------------------------------------------------

    /// <summary>
    /// The environment of a catalog. Should a later ML.NET hide it better, a fresh context: training works, without the
    /// context's seed, log and device.
    /// </summary>
    public static IHostEnvironment EnvironmentOf(object catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return Property(catalog, "Microsoft.ML.Data.IInternalCatalog", "Environment") as IHostEnvironment ?? new MLContext();
    }

    /// <summary>Whether <c>MLContext.CancelExecution</c> was called; stays true for ever.</summary>
    public static bool IsCanceled(IHostEnvironment host) => Property(host, "Microsoft.ML.Runtime.ICancelable", "IsCanceled") is true;

    /// <summary>The context's seed, or null.</summary>
    public static int? Seed(IHostEnvironment environment) => Property(environment, HostInternals, "Seed") as int?;

    /// <summary>The context's CUDA device, or null.</summary>
    public static int? GpuDeviceId(IHostEnvironment environment) => Property(environment, HostInternals, "GpuDeviceId") as int?;

    /// <summary>The context's leave to go on without a CUDA device.</summary>
    public static bool FallbackToCpu(IHostEnvironment environment) => Property(environment, HostInternals, "FallbackToCpu") is true;

    // ---- saving ---------------------------------------------------------------------------------------------------

    /// <summary>Writes the header of a model; what the returned writer gets is the model block.</summary>
    public static BinaryWriter BeginSave(ModelSaveContext context, string modelSignature, uint version, string loaderSignature)
    {
        var header = Activator.CreateInstance(CoreType("Microsoft.ML.VersionInfo"), modelSignature, version, version, version, RegistrationAssembly.FullName, loaderSignature, null);
        Invoke(Method(typeof(ModelSaveContext), "SetVersionInfo"), context, header);
        return (BinaryWriter)Field(typeof(ModelSaveContext), "Writer").GetValue(context)!;
    }

    /// <summary>Writes a stream of its own beside the model block.</summary>
    public static void SaveStream(ModelSaveContext context, string name, Action<BinaryWriter> write) =>
        Invoke(Method(typeof(ModelSaveContext), "SaveBinaryStream", typeof(string), typeof(Action<BinaryWriter>)), context, name, write);

    // ---- loading --------------------------------------------------------------------------------------------------

    /// <summary>The reader of the model block, which has to be read to its end.</summary>
    /// <param name="context">A <c>ModelLoadContext</c>.</param>
    public static BinaryReader BeginLoad(object context) => (BinaryReader)Field(context.GetType(), "Reader").GetValue(context)!;

    /// <summary>Reads a stream beside the model block; false when there is none of that name.</summary>
    public static bool LoadStream(object context, string name, Action<BinaryReader> read) =>
        Invoke(Method(context.GetType(), "TryLoadBinaryStream", typeof(string), typeof(Action<BinaryReader>)), context, name, read) is true;

    // ---- registering ----------------------------------------------------------------------------------------------

    /// <summary>
    /// Makes a context able to load our transformers, once a context. Normally the registration assembly's attributes do;
    /// where the runtime hides them, the classes are added one by one. In this order: ML.NET refuses an attribute that comes second.
    /// </summary>
    public static void Register(IHostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var catalog = environment.ComponentCatalog;
        lock (Registered)
        {
            if (Registered.TryGetValue(catalog, out _))
                return;
            catalog.RegisterAssembly(RegistrationAssembly, throwOnError: false);
            Add(catalog, typeof(EarlyBertClassifierTransformer), EarlyBertClassifierTransformer.LoaderSignature);
            Add(catalog, typeof(EarlyBertRegressorTransformer), EarlyBertRegressorTransformer.LoaderSignature);
            Add(catalog, typeof(EarlyBertQuestionAnsweringTransformer), EarlyBertQuestionAnsweringTransformer.LoaderSignature);
            Add(catalog, typeof(EarlyBertFeaturizerTransformer), EarlyBertFeaturizerTransformer.LoaderSignature);
            Registered.Add(catalog, catalog);
        }
    }

    /// <summary>Whether a context can load models of this signature.</summary>
    public static bool IsRegistered(ComponentCatalog catalog, string loaderSignature) =>
        Invoke(Method(typeof(ComponentCatalog), "GetLoadableClassInfo", typeof(string), typeof(Type)), catalog, loaderSignature, CoreType("Microsoft.ML.SignatureLoadModel")) is not null;

    /// <summary>Adds a transformer whose static <c>Create(IHostEnvironment, object)</c> loads it.</summary>
    internal static void Add(ComponentCatalog catalog, Type transformer, string loaderSignature)
    {
        if (IsRegistered(catalog, loaderSignature))
            return;
        var attribute = Activator.CreateInstance(CoreType("Microsoft.ML.LoadableClassAttribute"), transformer, transformer, null, CoreType("Microsoft.ML.SignatureLoadModel"), loaderSignature, new[] { loaderSignature });
        var infoType = typeof(ComponentCatalog).GetNestedType("LoadableClassInfo", Any) ?? throw Gone("ComponentCatalog.LoadableClassInfo");
        var constructor = infoType.GetConstructors(Any).SingleOrDefault(candidate => candidate.GetParameters().Length == 5) ?? throw Gone("ComponentCatalog.LoadableClassInfo's constructor");
        var info = constructor.Invoke([attribute, null, null, transformer.GetMethod("Create", Any), true]);
        Invoke(Method(typeof(ComponentCatalog), "AddClass"), catalog, info, new[] { loaderSignature }, false);
    }

    // ---- reflection -----------------------------------------------------------------------------------------------

    private static object? Property(object instance, string interfaceName, string name) =>
        Array.Find(instance.GetType().GetInterfaces(), candidate => candidate.FullName == interfaceName)?.GetProperty(name)?.GetValue(instance);

    private static Type CoreType(string name) => Core.GetType(name, throwOnError: false) ?? throw Gone(name);

    private static FieldInfo Field(Type type, string name) => type.GetField(name, Any) ?? throw Gone($"{type.Name}.{name}");

    private static MethodInfo Method(Type type, string name, params Type[] parameters) =>
        (parameters.Length > 0 ? type.GetMethod(name, Any, parameters) : type.GetMethod(name, Any)) ?? throw Gone($"{type.Name}.{name}");

    private static object? Invoke(MethodInfo method, object instance, params object?[] arguments) =>
        method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static NotSupportedException Gone(string member) => new(
        $"This version of ML.NET ({Core.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}) has no '{member}', " +
        "which mlContext.Model.Save and Load need for our transformers; use the transformer's own Save(path) and Load(mlContext, path).");
}
