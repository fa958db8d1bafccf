using System.Globalization;

namespace EarlyBert.Cli.Output;

/// <summary>How long something that is planned would take, from seconds to days.</summary>
internal static class PlannedTime
{
    /// <summary>In the unit that people would say it in.</summary>
    public static string Of(double seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        < 48 * 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86400:#,0} days"),
    };
}
