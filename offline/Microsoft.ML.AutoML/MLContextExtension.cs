namespace Microsoft.ML.AutoML;

/// <summary>The way in.</summary>
public static class MLContextExtension
{
    public static AutoCatalog Auto(this MLContext mlContext) => new(mlContext);
}
