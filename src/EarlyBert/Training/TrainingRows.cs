using EarlyBert.Text;
using static TorchSharp.torch;

namespace EarlyBert.Training;

/// <summary>Training rows, tokenised, and their labels.</summary>
/// <param name="Store">The rows.</param>
/// <param name="Labels">What the head should say of some rows, as its loss takes it: (rows, ...).</param>
internal sealed record TrainingRows(TokenStore Store, Func<int[], Tensor> Labels);
