using EarlyBert.Tasks.Squad;

namespace EarlyBert.Tests.Tasks.Squad;

/// <summary>SQuAD 1.1's validation set, which lies beside the checkout.</summary>
internal static class SquadDev
{
    /// <summary>The set; the test is skipped without.</summary>
    public static SquadFile Read()
    {
        var path = SharedData.TryFind("squad-v1.1-dev/dev-v1.1.json");
        Skip.If(path is null, "shared/data/squad-v1.1-dev/dev-v1.1.json is not there");
        return SquadFile.Read(path!);
    }
}
