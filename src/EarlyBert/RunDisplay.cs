using EarlyBert.Display;
using EarlyBert.Display.Charts;
using EarlyBert.Tickets;
using EarlyBert.Tickets.Charts;

namespace EarlyBert;

/// <summary>A finished training: what it took, its curves and scores.</summary>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="Seconds">Seconds by stage.</param>
/// <param name="TokensPerSecond">Real tokens a second.</param>
/// <param name="History">Its reports.</param>
/// <param name="Ticket">The ticket; null: a dense strategy.</param>
internal sealed record RunDisplay(string Strategy, int Steps, IReadOnlyDictionary<string, double> Seconds, double TokensPerSecond, IReadOnlyList<TrainingProgress> History, EarlyBirdTicket? Ticket)
{
    private static readonly string[] Stages = ["search", "draw", "train", "total"];

    private readonly RunCurves _curves = RunCurves.Of(History);

    public Html ToHtml()
    {
        LineChart?[] charts = [CurveCharts.Of(_curves, Ticket is not null, "Loss", line => line.Loss, isNoisy: true), .. CurveCharts.Scores(_curves, Ticket is not null)];
        return Html.Join([.. ToString().Split('\n').Select(line => Html.Of($"<p>{line}</p>")), .. charts.OfType<LineChart>().Select(chart => chart.ToHtml())]);
    }

    /// <summary>The same in words.</summary>
    public override string ToString()
    {
        var lines = new List<string>
        {
            $"Strategy {Strategy}, {Words.Count(Steps)} steps: {string.Join(", ", Stages.Where(Seconds.ContainsKey).Select(stage => $"{stage} {Words.Time(Seconds[stage])}"))}; {Words.Large(TokensPerSecond)} tokens a second.",
        };
        if (_curves.Evaluations is [.., var last])
            lines.Add($"At the last evaluation: {string.Join(", ", last.Metrics.Select(metric => $"{Words.Metric(metric.Key)} {Words.Score(metric.Value)}"))}.");
        if (Ticket is not null)
            lines.Add(TicketText.Sentence(Ticket));
        return string.Join('\n', lines);
    }
}
