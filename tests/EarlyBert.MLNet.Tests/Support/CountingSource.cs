using System.Collections;

namespace EarlyBert.MLNet.Tests.Support;

/// <summary>A source that counts how often it is enumerated and how many rows it gave.</summary>
internal sealed class CountingSource<T>(params T[] rows) : IEnumerable<T>
{
    public int Enumerations { get; private set; }

    public int Rows { get; private set; }

    public IEnumerator<T> GetEnumerator()
    {
        Enumerations++;
        foreach (var row in rows)
        {
            Rows++;
            yield return row;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
