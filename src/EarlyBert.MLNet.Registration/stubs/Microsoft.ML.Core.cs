// Compiled into an assembly named Microsoft.ML.Core that only the compiler of the registration assembly sees.
[assembly: System.Reflection.AssemblyVersion("1.0.0.0")]

namespace Microsoft.ML
{
    [System.AttributeUsage(System.AttributeTargets.Assembly, AllowMultiple = true)]
    public sealed class LoadableClassAttribute : System.Attribute
    {
        public LoadableClassAttribute(System.Type instType, System.Type loaderType, System.Type argType, System.Type sigType, string userName, params string[] loadNames)
        {
        }
    }

    public delegate void SignatureLoadModel(object ctx);
}
