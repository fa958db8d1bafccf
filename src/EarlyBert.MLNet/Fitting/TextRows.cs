namespace EarlyBert.MLNet.Fitting;

/// <summary>Rows out of a data view, those without a label left out.</summary>
/// <param name="Texts">First texts.</param>
/// <param name="Pairs">Second texts; null for single texts.</param>
/// <param name="Labels">What the label's column says of each.</param>
internal sealed record TextRows<TLabel>(List<string> Texts, List<string>? Pairs, List<TLabel> Labels);

/// <summary>Gives the label of a cursor's current row; false: it has none that can be used.</summary>
internal delegate bool LabelGetter<TLabel>(out TLabel label);
