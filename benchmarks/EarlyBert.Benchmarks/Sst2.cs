using System.Globalization;
using EarlyBert.Tasks;
using EarlyBert.Text;

namespace EarlyBert.Benchmarks;

/// <summary>SST-2 as the benchmarks use it.</summary>
internal static class Sst2
{
    public static GlueTask Task { get; } = GlueTask.Get("sst2");

    public static LabelledTexts Train(Settings settings) => Task.Read(settings.Data, GlueSplit.Train);

    public static LabelledTexts Dev(Settings settings) => Task.Read(settings.Data, GlueSplit.Dev);

    /// <summary>The training set in word pieces, rows of at most 128.</summary>
    public static TokenStore Tokenize(Settings settings, LabelledTexts rows) =>
        TokenStore.Build(new SentenceEncoder(new WordPiece(Vocabulary.Load(settings.Vocabulary)), 128), rows.Texts);

    /// <summary>A file with the ids that occur, one a line.</summary>
    public static string WriteUsedIds(Settings settings, TokenStore store)
    {
        var path = settings.Scratch("sst2-used-ids.txt");
        File.WriteAllLines(path, store.DistinctIds().Select(id => id.ToString(CultureInfo.InvariantCulture)));
        return path;
    }

    /// <summary>Options of a run from scratch that every benchmark shares.</summary>
    public static EarlyBertOptions Options(Settings settings, string scratch, Strategy strategy) => new()
    {
        Strategy = strategy,
        Scratch = scratch,
        VocabularyPath = settings.Vocabulary,
        LowerCase = true,
        Threads = settings.Threads,
    };
}
