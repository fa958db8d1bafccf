namespace EarlyBert.Cli.Reproduce;

/// <summary>A row of one of the paper's tables: how it is trained, and what the paper reports.</summary>
/// <param name="Key">Names the settings; rows of several tables with one key share their runs.</param>
/// <param name="Name">What stands at the row's head.</param>
/// <param name="Configure">Turns default options into the row's.</param>
internal sealed record TableRow(string Key, string Name, Action<EarlyBertOptions> Configure)
{
    /// <summary>The paper's scores by size and task, of 100; for several tasks together under the name <c>mean</c>.</summary>
    public IReadOnlyDictionary<(string Size, string Task), double> Paper { get; init; } = new Dictionary<(string, string), double>();

    /// <summary>The time that the paper says is saved against the dense network, in its words; null: it does not say.</summary>
    public string? PaperSaved { get; init; }

    /// <summary>How the model that the row starts from is pre-trained first (Table 4); null: it starts from the scale's model.</summary>
    public Strategy? Pretraining { get; init; }
}
