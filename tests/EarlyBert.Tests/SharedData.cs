namespace EarlyBert.Tests;

/// <summary>Finds the data that lie beside the checkout and are not published with it; tests that need them skip without.</summary>
internal static class SharedData
{
    /// <summary>Full path of a file or folder under <c>shared/data</c>, looked for in every parent folder; null: not there.</summary>
    public static string? TryFind(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", relative);
            if (Path.Exists(path))
                return path;
        }

        return null;
    }
}
