using EarlyBert.Bert;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EarlyBert.Tickets;

/// <summary>
/// The learnable coefficients of a BERT: one on every attention head (paper equation 2), one on every FFN neuron (equation 3), all
/// starting at 1, drawn towards 0 by the L1 penalty of equation 4.
/// </summary>
internal sealed class SlimmingCoefficients(BertModel model)
{
    /// <summary>The present values, copied: [layer][head].</summary>
    public float[][] Heads => Copy(model.HeadCoefficients);

    /// <summary>The present values, copied: [layer][neuron].</summary>
    public float[][] Neurons => Copy(model.NeuronCoefficients);

    /// <summary>
    /// Adds the gradient of λ_h·Σ|c_h| + λ_f·Σ|c_f|, which is λ·sign(c), to the coefficients' gradients. Once per optimizer step:
    /// the official code adds the penalty to every batch's loss, so that accumulation multiplies it.
    /// </summary>
    public void AddPenaltyGradients(double headPenalty, double neuronPenalty)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Add(model.HeadCoefficients, headPenalty);
        Add(model.NeuronCoefficients, neuronPenalty);
    }

    /// <summary>λ_h·Σ|c_h| + λ_f·Σ|c_f|.</summary>
    public double Penalty(double headPenalty, double neuronPenalty) => (headPenalty * L1(Heads)) + (neuronPenalty * L1(Neurons));

    /// <summary>Σ|c| over all layers.</summary>
    public static double L1(float[][] coefficients) => coefficients.Sum(layer => layer.Sum(c => (double)Math.Abs(c)));

    private static void Add(IEnumerable<Parameter> coefficients, double penalty)
    {
        if (penalty == 0)
            return;
        foreach (var coefficient in coefficients)
            coefficient.grad?.add_(coefficient.sign(), penalty);
    }

    // data<float>() of a live parameter is a view of it: the copy is what keeps a record from changing afterwards.
    private static float[][] Copy(IEnumerable<Parameter> coefficients)
    {
        using var scope = NewDisposeScope();
        return [.. coefficients.Select(c => c.detach().cpu().data<float>().ToArray())];
    }
}
