// Compiled into an assembly named EarlyBert.MLNet that only the compiler of the registration assembly sees.
[assembly: System.Reflection.AssemblyVersion("1.0.0.0")]

namespace EarlyBert.MLNet
{
    public sealed class EarlyBertClassifierTransformer
    {
    }

    public sealed class EarlyBertRegressorTransformer
    {
    }

    public sealed class EarlyBertQuestionAnsweringTransformer
    {
    }

    public sealed class EarlyBertFeaturizerTransformer
    {
    }
}
