using System.Globalization;

namespace EarlyBert.Tickets;

/// <summary>Which parameters hold a head's or a neuron's share, and along which axis.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="IsHead">A head's; else a neuron's.</param>
/// <param name="Axis">The axis along which units lie.</param>
/// <param name="IsCoefficient">A coefficient: one number a unit.</param>
/// <param name="IsProjection">The matrix into which coefficients fold: units are its columns.</param>
internal readonly record struct UnitName(int Layer, bool IsHead, int Axis, bool IsCoefficient, bool IsProjection)
{
    private const string Prefix = "encoder.layer.";

    /// <summary>The parameter's units; null when it has none.</summary>
    public static UnitName? Find(string name)
    {
        var start = name.IndexOf(Prefix, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var rest = name[(start + Prefix.Length)..];
        var dot = rest.IndexOf('.');
        if (dot < 0 || !int.TryParse(rest[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var layer))
            return null;
        return rest[(dot + 1)..] switch
        {
            "attention.self.query.weight" or "attention.self.key.weight" or "attention.self.value.weight" => new(layer, true, 0, false, false),
            "attention.self.query.bias" or "attention.self.key.bias" or "attention.self.value.bias" => new(layer, true, 0, false, false),
            "attention.self.slimming_coef" => new(layer, true, 1, true, false),
            "attention.output.dense.weight" => new(layer, true, 1, false, true),
            "intermediate.dense.weight" or "intermediate.dense.bias" => new(layer, false, 0, false, false),
            "slimming_coef" => new(layer, false, 1, true, false),
            "output.dense.weight" => new(layer, false, 1, false, true),
            _ => null,
        };
    }
}
