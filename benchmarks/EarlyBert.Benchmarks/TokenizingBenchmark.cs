using System.Diagnostics;
using EarlyBert.Text;
using Microsoft.ML.Tokenizers;

namespace EarlyBert.Benchmarks;

/// <summary>SST-2's training sentences to word pieces on one core, warm, beside the package's own BertTokenizer.</summary>
internal static class TokenizingBenchmark
{
    public static void Run(Settings settings)
    {
        var table = new ResultTable(settings, "tokenizing", "SST-2's training sentences", "million tokens/s", "to BertTokenizer");
        var texts = Sst2.Train(settings).Texts;
        var passes = settings.Quick ? 1 : 5;

        var peer = BertTokenizer.Create(settings.Vocabulary);
        var peerRate = Rate(passes, () => texts.Sum(text => peer.EncodeToIds(text, addSpecialTokens: false).Count));
        var ours = new WordPiece(Vocabulary.Load(settings.Vocabulary));
        var ids = new List<int>();
        var rate = Rate(passes, () => texts.Sum(text =>
        {
            ids.Clear();
            ours.Encode(text, ids);
            return ids.Count;
        }));
        var encoder = new SentenceEncoder(ours, 128);
        var storeRate = Rate(passes, () => (int)TokenStore.Build(encoder, texts).TokenCount);

        table.Add("Microsoft.ML.Tokenizers BertTokenizer, one core", peerRate / 1e6, null);
        table.Add("EarlyBert WordPiece, one core", rate / 1e6, rate / peerRate);
        table.Add("EarlyBert TokenStore, all cores, special tokens included", storeRate / 1e6, storeRate / peerRate);
        table.Print();
    }

    /// <summary>Tokens a second, the median of the passes after a warm one.</summary>
    private static double Rate(int passes, Func<int> pass)
    {
        pass();
        return Statistics.Median(Enumerable.Range(0, passes).Select(_ =>
        {
            var clock = Stopwatch.StartNew();
            var tokens = pass();
            return tokens / clock.Elapsed.TotalSeconds;
        }));
    }
}
