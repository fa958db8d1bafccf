using System.Reflection;
using EarlyBert.MLNet.Persistence;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet.Tests.Persistence;

/// <summary>The internals of ML.NET that we stand on. When an update of ML.NET breaks one, this says which.</summary>
public sealed class MlNetInteropTests
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    public void Internals_OfThisVersion_AreAllThere()
    {
        var core = typeof(ModelSaveContext).Assembly;
        var loadContext = core.GetType("Microsoft.ML.ModelLoadContext");
        var catalog = typeof(ComponentCatalog);

        Assert.NotNull(typeof(ModelSaveContext).GetMethod("SetVersionInfo", Any));
        Assert.NotNull(typeof(ModelSaveContext).GetField("Writer", Any));
        Assert.NotNull(typeof(ModelSaveContext).GetMethod("SaveBinaryStream", Any, [typeof(string), typeof(Action<BinaryWriter>)]));
        Assert.NotNull(loadContext?.GetField("Reader", Any));
        Assert.NotNull(loadContext?.GetMethod("TryLoadBinaryStream", Any, [typeof(string), typeof(Action<BinaryReader>)]));
        Assert.NotNull(core.GetType("Microsoft.ML.VersionInfo")?.GetConstructor([typeof(string), typeof(uint), typeof(uint), typeof(uint), typeof(string), typeof(string), typeof(string)]));
        Assert.NotNull(core.GetType("Microsoft.ML.SignatureLoadModel"));
        Assert.NotNull(core.GetType("Microsoft.ML.LoadableClassAttribute")?.GetConstructor([typeof(Type), typeof(Type), typeof(Type), typeof(Type), typeof(string), typeof(string[])]));
        Assert.NotNull(catalog.GetNestedType("LoadableClassInfo", Any)?.GetConstructors(Any).SingleOrDefault(constructor => constructor.GetParameters().Length == 5));
        Assert.NotNull(catalog.GetMethod("AddClass", Any));
        Assert.NotNull(catalog.GetMethod("GetLoadableClassInfo", Any, [typeof(string), typeof(Type)]));
        Assert.NotNull(core.GetType("Microsoft.ML.Runtime.ICancelable")?.GetProperty("IsCanceled"));
        Assert.NotNull(typeof(MLContext).Assembly.GetType("Microsoft.ML.Data.IInternalCatalog")?.GetProperty("Environment"));
    }

    [Fact]
    public void EnvironmentOf_Catalog_CarriesSeedDeviceAndCancellation()
    {
        var context = new MLContext(seed: 17) { GpuDeviceId = 3, FallbackToCpu = true };

        foreach (var catalog in new object[] { context.Transforms, context.MulticlassClassification.Trainers })
        {
            var environment = MlNetInterop.EnvironmentOf(catalog);
            Assert.Equal(17, MlNetInterop.Seed(environment));
            Assert.Equal(3, MlNetInterop.GpuDeviceId(environment));
            Assert.True(MlNetInterop.FallbackToCpu(environment));
            Assert.False(MlNetInterop.IsCanceled(environment.Register("test")));
        }

        Assert.Null(MlNetInterop.Seed(MlNetInterop.EnvironmentOf(new MLContext().Transforms)));
        Assert.Null(MlNetInterop.GpuDeviceId(MlNetInterop.EnvironmentOf(new MLContext().Transforms)));
    }

    [Fact]
    public void EnvironmentOf_AnythingElse_IsAFreshContext() =>
        Assert.IsType<MLContext>(MlNetInterop.EnvironmentOf("no catalog"));

    [Fact]
    public void RegistrationAssembly_Attributes_RegisterBothTransformers()
    {
        var catalog = new MLContext().ComponentCatalog;
        Assert.False(MlNetInterop.IsRegistered(catalog, EarlyBertClassifierTransformer.LoaderSignature));

        catalog.RegisterAssembly(MlNetInterop.RegistrationAssembly);

        Assert.True(MlNetInterop.IsRegistered(catalog, EarlyBertClassifierTransformer.LoaderSignature));
        Assert.True(MlNetInterop.IsRegistered(catalog, EarlyBertFeaturizerTransformer.LoaderSignature));
    }

    [Fact]
    public void Add_WithoutTheAttributes_RegistersATransformer()
    {
        var catalog = new MLContext().ComponentCatalog;

        MlNetInterop.Add(catalog, typeof(EarlyBertClassifierTransformer), EarlyBertClassifierTransformer.LoaderSignature);
        MlNetInterop.Add(catalog, typeof(EarlyBertClassifierTransformer), EarlyBertClassifierTransformer.LoaderSignature);

        Assert.True(MlNetInterop.IsRegistered(catalog, EarlyBertClassifierTransformer.LoaderSignature));
    }

    [Fact]
    public void UseEarlyBert_Twice_IsHarmless()
    {
        var context = new MLContext();

        context.UseEarlyBert();
        context.UseEarlyBert();

        Assert.True(MlNetInterop.IsRegistered(context.ComponentCatalog, EarlyBertFeaturizerTransformer.LoaderSignature));
    }

    [Fact]
    public void FrozenVersions_OfSavedNames_StayAsTheyAre()
    {
        Assert.Equal("EarlyBert.MLNet.Registration, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null", MlNetInterop.RegistrationAssembly.FullName);
        Assert.Equal(new Version(1, 0, 0, 0), typeof(EarlyBertClassifierTransformer).Assembly.GetName().Version);
    }
}
