namespace EarlyBert.Notebooks;

/// <summary>The checkout that this program was built in.</summary>
public static class Repository
{
    /// <summary>Its folder, found above the program.</summary>
    public static string Root { get; } = Find();

    /// <summary>The lessons' folder.</summary>
    public static string Lessons => Path.Combine(Root, "notebooks");

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "EarlyBert.MLNet.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("This program does not lie in its repository.");
        return folder;
    }
}
