using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EarlyBert.Pretraining;
using EarlyBert.Text;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert vocab train</c>.</summary>
internal static class VocabCommand
{
    public static Command Create(Terminal terminal) => new("vocab", "Learn a vocabulary of word pieces.")
    {
        Train(terminal),
    };

    private static Command Train(Terminal terminal)
    {
        var command = new Command("train", "Learn a vocabulary from plain text.");
        var text = CorpusOptions.Text();
        var size = new Option<int>("--size") { Description = "Entries at most, 32 to 1000000; 8000 suits a small model, 30522 is BERT's.", HelpName = "N", Required = true };
        var output = new Option<string>("--out") { Description = "The vocabulary file, usually vocab.txt.", HelpName = "FILE", Required = true };
        var cased = CorpusOptions.Cased();
        foreach (var option in new Option[] { text, size, output, cased })
            command.Add(option);
        command.SetAction(parsed =>
        {
            var entries = parsed.GetValue(size);
            if (entries is < VocabularyTrainer.SmallestSize or > VocabularyTrainer.LargestSize)
                throw new UsageException($"--size is {entries}; it can be {VocabularyTrainer.SmallestSize} to {VocabularyTrainer.LargestSize}.");
            var clock = Stopwatch.StartNew();
            var vocabulary = VocabularyTrainer.Train(CorpusReader.Lines(parsed.GetRequiredValue(text), terminal.Cancellation), entries, !parsed.GetValue(cased), terminal.Cancellation);
            var path = parsed.GetRequiredValue(output);
            vocabulary.Save(path);
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"entries    {vocabulary.Count:#,0}"));
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seconds    {clock.Elapsed.TotalSeconds:0.0}"));
            terminal.Out.WriteLine($"sha256     {vocabulary.Sha256}");
            terminal.Out.WriteLine($"written to {path}");
        });
        return command;
    }
}
