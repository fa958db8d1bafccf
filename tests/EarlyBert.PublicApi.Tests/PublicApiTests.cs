using System.Reflection;
using System.Runtime.CompilerServices;
using PublicApiGenerator;

namespace EarlyBert.PublicApi.Tests;

/// <summary>
/// The public API of each package, as text in <c>Approved/</c>, so that a change of it shows in review. To approve one, run the tests with
/// EARLYBERT_APPROVE=1 and commit what has changed.
/// </summary>
public class PublicApiTests
{
    [Theory]
    [InlineData("EarlyBert")]
    [InlineData("EarlyBert.MLNet")]
    [InlineData("EarlyBert.Sweeps")]
    public void Assembly_PublicApi_IsTheApprovedOne(string name)
    {
        var actual = Assembly.Load(name).GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false, DenyNamespacePrefixes = [] /* the catalogs' extensions are in Microsoft.ML */ }).ReplaceLineEndings("\n").TrimEnd() + "\n";
        var path = Path.Combine(Folder(), "Approved", $"{name}.txt");
        if (Environment.GetEnvironmentVariable("EARLYBERT_APPROVE") == "1")
            File.WriteAllText(path, actual);

        var approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        var (was, now) = (approved.Split('\n'), actual.Split('\n'));
        var gone = was.Except(now).Take(5).Select(line => $"\n- {line.Trim()}");
        var come = now.Except(was).Take(5).Select(line => $"\n+ {line.Trim()}");
        Assert.True(approved == actual, $"The public API of {name} has changed; if that is meant, approve it with EARLYBERT_APPROVE=1.{string.Concat(gone)}{string.Concat(come)}");
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
