namespace EarlyBert.Tasks;

/// <summary>
/// MRPC comes in two forms: as Microsoft gives it (<c>msr_paraphrase_train.txt</c>, from which GLUE takes the rows of
/// <c>dev_ids.tsv</c> for validation), or already split into <c>train.tsv</c> and <c>dev.tsv</c>. The test set's labels are only in
/// <c>msr_paraphrase_test.txt</c>.
/// </summary>
internal static class MrpcFiles
{
    private const string TrainFile = "msr_paraphrase_train.txt", TestFile = "msr_paraphrase_test.txt", DevIds = "dev_ids.tsv";

    public static bool AreIn(string folder) => File.Exists(Path.Combine(folder, TrainFile));

    public static LabelledTexts Read(GlueTask task, string folder, GlueSplit split)
    {
        if (split == GlueSplit.Test)
            return task.ReadFile(Path.Combine(folder, TestFile));
        var path = Path.Combine(folder, split == GlueSplit.Train ? "train.tsv" : "dev.tsv");
        return File.Exists(path) ? task.ReadFile(path) : Split(task, folder, split == GlueSplit.Dev);
    }

    private static LabelledTexts Split(GlueTask task, string folder, bool wantsDev)
    {
        var tabs = new DelimitedOptions { Separator = '\t', Quoted = false };
        var ids = DelimitedReader.Read(Path.Combine(folder, DevIds), ["0", "1"], tabs);
        var dev = ids[0].Zip(ids[1]).ToHashSet();
        var path = Path.Combine(folder, TrainFile);
        var all = task.ReadFile(path);
        var pairs = DelimitedReader.Read(path, ["#1 ID", "#2 ID"], tabs);
        var rows = Enumerable.Range(0, all.Count).Where(row => dev.Contains((pairs[0][row], pairs[1][row])) == wantsDev).ToArray();
        return new LabelledTexts(Array.ConvertAll(rows, row => all.Texts[row]), Array.ConvertAll(rows, row => all.Pairs![row]), Array.ConvertAll(rows, row => all.Labels[row]));
    }
}
