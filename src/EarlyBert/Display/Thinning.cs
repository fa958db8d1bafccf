namespace EarlyBert.Display;

/// <summary>Long lists made short for the eye.</summary>
internal static class Thinning
{
    /// <summary>At most <paramref name="most"/> entries, evenly chosen, the first and the last among them.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> all, int most) => all.Count <= most ? all : [.. Indices(all.Count, most).Select(index => all[index])];

    /// <summary>Which entries stay.</summary>
    public static IReadOnlyList<int> Indices(int count, int most) => count <= most
        ? [.. Enumerable.Range(0, count)]
        : [.. Enumerable.Range(0, most).Select(index => (int)Math.Round((double)index * (count - 1) / (most - 1)))];
}
