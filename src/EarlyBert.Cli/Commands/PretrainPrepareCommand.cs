using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EarlyBert.Cli.Output;
using EarlyBert.Pretraining;
using EarlyBert.Text;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert pretrain prepare</c>.</summary>
internal static class PretrainPrepareCommand
{
    public static Command Create(Terminal terminal)
    {
        var defaults = new ExampleStoreOptions();
        var command = new Command("prepare", "Make the examples of pre-training from plain text once, for many runs: pretrain --examples.");
        var text = CorpusOptions.Text();
        var vocabulary = new Option<string>("--vocab") { Description = "Vocabulary file, such as vocab train writes.", HelpName = "FILE", Required = true };
        var output = new Option<string>("--out") { Description = "Folder for the examples; those that are in it are replaced.", HelpName = "DIR", Required = true };
        var maxTokens = new Option<int>("--max-tokens") { Description = "Longest example in word pieces.", HelpName = "N", DefaultValueFactory = _ => defaults.MaxTokens };
        var heldOut = new Option<double>("--held-out") { Description = "Share of the documents held out for evaluation.", HelpName = "SHARE", DefaultValueFactory = _ => defaults.HeldOutShare };
        var seed = new Option<int>("--seed") { Description = "Seed of lengths, pairs and documents held out.", HelpName = "N", DefaultValueFactory = _ => defaults.Seed };
        var cased = CorpusOptions.Cased();
        foreach (var option in new Option[] { text, vocabulary, output, maxTokens, heldOut, seed, cased })
            command.Add(option);
        command.SetAction(parsed =>
        {
            var options = new ExampleStoreOptions { MaxTokens = parsed.GetValue(maxTokens), HeldOutShare = parsed.GetValue(heldOut), Seed = parsed.GetValue(seed) };
            Usage.Check(options.Validate);
            var pieces = Vocabulary.Load(parsed.GetRequiredValue(vocabulary));
            var lowerCase = !parsed.GetValue(cased);
            if (lowerCase && pieces.LooksCased)
                terminal.Warn("The vocabulary holds upper-case letters, but the text is lower-cased, so its cased entries stay unused; use --cased if the model is cased.");
            var folder = parsed.GetRequiredValue(output);
            var clock = Stopwatch.StartNew();
            var documents = CorpusReader.Documents(parsed.GetRequiredValue(text), terminal.Cancellation);
            var manifest = ExampleStore.Prepare(documents, pieces, lowerCase, folder, options, new CountLines(terminal, "examples"), terminal.Cancellation);
            Print(manifest, clock.Elapsed.TotalSeconds, terminal.Out);
            terminal.Out.WriteLine($"written to {folder}");
        });
        return command;
    }

    private static void Print(ExampleStoreManifest manifest, double seconds, TextWriter output)
    {
        var culture = CultureInfo.InvariantCulture;
        output.WriteLine(string.Create(culture, $"documents  {manifest.Documents:#,0}, {manifest.HeldOutDocuments:#,0} of them held out"));
        output.WriteLine(string.Create(culture, $"examples   {manifest.TrainExamples:#,0} to train on, {manifest.HeldOutExamples:#,0} held out"));
        output.WriteLine(string.Create(culture, $"tokens     {manifest.Tokens:#,0}"));
        output.WriteLine(string.Create(culture, $"next       {manifest.NextShare:0.000}"));
        output.WriteLine(string.Create(culture, $"unknown    {manifest.UnknownShare:0.00000}"));
        output.WriteLine(string.Create(culture, $"seconds    {seconds:0.0}"));
        output.WriteLine(string.Create(culture, $"MB         {manifest.Shards.Sum(shard => shard.Bytes) / 1e6:#,0.0}"));
    }
}
