using System.Globalization;
using System.Text;

namespace TorchSharp;

/// <summary>How a tensor is written.</summary>
public enum TensorStringStyle
{
    Metadata = 0,
    Julia = 1,
    Numpy = 2,
    CSharp = 3,
    Default = 4,
}

public static partial class torch
{
    public partial class Tensor
    {
        public override string ToString() => $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        /// <summary>Metadata, and nested brackets in the manner of NumPy; other styles only of scalars.</summary>
        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            var culture = cultureInfo ?? CultureInfo.CurrentCulture;
            if (style == TensorStringStyle.Metadata) return ToString();
            if (style == TensorStringStyle.Numpy) return Nested(this, fltFormat ?? "g5", culture);
            if (ndim == 0) return $"{ToString()}, value = {Number(this, fltFormat ?? "g5", culture)}";
            throw new NotSupportedException($"The offline stack does not write tensors in the style {style}; use Numpy.");
        }

        private static string Nested(Tensor tensor, string format, CultureInfo culture)
        {
            if (tensor.ndim == 0) return Number(tensor, format, culture);
            var text = new StringBuilder("[");
            for (long i = 0; i < tensor.size(0); i++)
            {
                using var item = tensor[i];
                if (i > 0) text.Append(", ");
                text.Append(Nested(item, format, culture));
            }
            return text.Append(']').ToString();
        }

        private static string Number(Tensor tensor, string format, CultureInfo culture)
        {
            var value = tensor.ToScalar();
            return value.Type switch
            {
                ScalarType.Int64 => value.ToInt64().ToString(culture),
                ScalarType.Bool => value.ToBoolean().ToString(culture),
                _ => value.ToDouble().ToString(format, culture),
            };
        }
    }
}

public static partial class TensorExtensionMethods
{
    public static string str(this Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = "\n", CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default) =>
        tensor.ToString(style, fltFormat, width, cultureInfo, newLine);
}
