using System.Text.Json;
using EarlyBert.Cli.Reports.Data;
using EarlyBert.Cli.Reports.Pages;
using EarlyBert.Display;

namespace EarlyBert.Cli.Reports.Sections;

/// <summary>Where it ran and with which options.</summary>
internal static class SettingsSection
{
    public static Section? Of(RunData run) => Section.Of("settings", "Environment and options", [Environment(run), Options(run)]);

    private static Figure? Environment(RunData run)
    {
        if (run.Result?.Environment is not { } environment)
            return null;
        var rows = new List<string[]> { new[] { "platform", environment.Platform }, new[] { "device", environment.Device }, new[] { "threads", environment.Threads.ToString(System.Globalization.CultureInfo.InvariantCulture) }, new[] { "stack", environment.Stack } };
        rows.AddRange(environment.Versions.Select(version => new[] { version.Key, version.Value }));
        return new Figure("Environment", "What the run stood on.", new DataTable("Environment", ["what", "value"], rows).ToHtml(isList: true), null);
    }

    private static Figure? Options(RunData run) => run.Options is not { } options ? null : new Figure(
        "Options", "As the run resolved them; options.json has the same.", new DataTable("Options", ["option", "value"], [.. Flatten("", options)]).ToHtml(isList: true), null);

    /// <summary>Nested options as rows: <c>Draw.HeadRatio</c> and its value.</summary>
    private static IEnumerable<string[]> Flatten(string prefix, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Flatten(prefix.Length == 0 ? property.Name : $"{prefix}.{property.Name}", property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => Flatten($"{prefix}[{index}]", item)),
        JsonValueKind.Null => [[prefix, "–"]],
        _ => [[prefix, element.ToString()]],
    };
}
