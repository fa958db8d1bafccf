using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EarlyBert.Cli.Reproduce;

/// <summary>Splits a validation set where its training set is missing.</summary>
internal static class DataSplit
{
    /// <summary>Share of the groups that is held out.</summary>
    private const double HeldOut = 0.2;

    /// <summary>
    /// Whether a row is held out: by the SHA-256 of what it has in common with others (a sentence, an article's title), so that rows of one group stand on
    /// one side, in every run and on every machine.
    /// </summary>
    public static bool IsHeldOut(string group) =>
        BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(group))) < HeldOut * uint.MaxValue;
}
