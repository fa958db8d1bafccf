using System.Diagnostics;
using EarlyBert.Baselines;
using EarlyBert.Bert;
using EarlyBert.Tasks;
using EarlyBert.Tasks.Squad;
using EarlyBert.Text;
using EarlyBert.Tickets;
using EarlyBert.Training;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Benchmarks;

/// <summary>
/// What a ticket saves on the tasks of Table 2 at small scale, search included: steps of the whole network, of the search and of the ticket, some of each in turns on
/// the same batches, so that a machine's moods meet all three alike. Two whole runs are hours apart, and differ by more than the ticket saves.
/// </summary>
internal static class SavingBenchmark
{
    private const int StepsInTurn = 10;

    /// <summary>Epochs of the dense network, of the ticket and of the search.</summary>
    private sealed record Protocol(double Dense, double Ticket, double Search)
    {
        /// <summary>Percent of the dense run's time, from what a step of search and ticket takes of a dense one.</summary>
        public double Saved(double search, double ticket) => 100 * (1 - (((Search * search) + (Ticket * ticket)) / Dense));
    }

    public static void Run(Settings settings, double neuronRatio, double[] drawAt)
    {
        EarlyBertRuntime.UseThreads(settings.Threads);
        var model = BuiltInModel.ReadOutline();
        var table = new ResultTable(settings, "saving", ["task", "dense, ms/step", "search to dense", "ticket to dense", "saved as the paper trains, %", .. drawAt.Select(at => $"twice as long, drawn at {at}, %")]);
        var saved = new List<double[]>();
        foreach (var name in settings.Quick ? ["rte"] : new[] { "sst2", "mrpc", "rte", "cola", "stsb", "qnli", "squad" })
        {
            var (inputs, head) = Inputs(settings, name, model.WordPiece());
            var (dense, search, ticket) = Measure(settings, model.Config, inputs, head, neuronRatio);
            // On SQuAD the paper trains both alike; twice as long, the ticket gets two thirds, as on GLUE.
            var paper = head == TaskHead.QuestionAnswering ? FineTuningDefaults.QuestionAnswering : FineTuningDefaults.Glue;
            Protocol[] protocols = [new(paper.DenseEpochs, paper.TicketEpochs, 0.2), .. drawAt.Select(at => new Protocol(2 * paper.DenseEpochs, 2 * paper.DenseEpochs * 2 / 3, at))];
            saved.Add([.. protocols.Select(protocol => protocol.Saved(search / dense, ticket / dense))]);
            table.Add([name, 1000 * dense, search / dense, ticket / dense, .. saved[^1]]);
        }

        table.Add(["mean", null, null, null, .. Enumerable.Range(0, saved[0].Length).Select(protocol => saved.Average(task => task[protocol]))]);
        table.Print();
    }

    /// <summary>Seconds a step of the built-in model whole, of its search, and of a layer-wise ticket of it.</summary>
    private static (double Dense, double Search, double Ticket) Measure(Settings settings, BertConfig model, TokenStore inputs, TaskHead head, double neuronRatio)
    {
        var config = head.Shape(model, head == TaskHead.Classification ? ["0", "1"] : head == TaskHead.Regression ? ["0"] : []);
        var compact = CompactVocabulary.Of(inputs.DistinctIds(), config.VocabSize, config.PadTokenId);
        var source = new BatchSource(inputs, rows => Labels(head, rows.Length), CPU, compact, config.PadTokenId);
        if (compact is not null)
            config = config with { VocabSize = compact.Count, PadTokenId = 0 };
        var draw = new DrawOptions { NeuronRatio = neuronRatio, LayerwiseNeurons = true };
        var turns = settings.Quick ? 2 : 12;
        using var dense = new Side(head, source, config, turns, coefficients: false, search: false);
        using var search = new Side(head, source, config, turns, coefficients: true, search: true);
        using var ticket = new Side(head, source, RandomTicket.Draw(config, draw, seed: 1).Prune(config), turns, draw.KeepCoefficients, search: false);
        Side[] sides = [dense, search, ticket];
        foreach (var side in sides)
            side.WarmUp();
        for (var turn = 0; turn < turns; turn++)
        {
            for (var round = 0; round < settings.Rounds; round++)
            {
                foreach (var side in sides)
                    side.Take(turn);
            }
        }

        return (dense.Seconds, search.Seconds, ticket.Seconds);
    }

    private static Tensor Labels(TaskHead head, int rows) =>
        head == TaskHead.QuestionAnswering ? zeros([rows, 2], dtype: ScalarType.Int64) : head == TaskHead.Regression ? zeros(rows) : zeros(rows, dtype: ScalarType.Int64);

    private static (TokenStore Inputs, TaskHead Head) Inputs(Settings settings, string name, WordPiece wordPiece)
    {
        var glue = Path.GetDirectoryName(settings.Data.TrimEnd('/'))!;
        if (name == "squad")
        {
            var questions = SquadFile.Read(Path.Combine(glue, "..", "squad-v1.1-dev", "dev-v1.1.json")).Questions;
            return (QuestionWindows.Build(new QuestionEncoder(wordPiece, 128, new WindowOptions()), [.. questions.Select(q => q.Question)], [.. questions.Select(q => q.Context)]).Inputs, TaskHead.QuestionAnswering);
        }

        var task = GlueTask.Get(name);
        var split = task.HasPart(glue, GlueSplit.Train) ? GlueSplit.Train : GlueSplit.Dev;
        var encoder = new SentenceEncoder(wordPiece, 128);
        if (task.IsRegression)
        {
            var scored = task.ReadScores(glue, split);
            return (TokenStore.Build(encoder, scored.Texts, scored.Pairs), TaskHead.Regression);
        }

        var rows = task.Read(glue, split);
        return (TokenStore.Build(encoder, rows.Texts, rows.Pairs), TaskHead.Classification);
    }

    /// <summary>One network in training, some steps at a time.</summary>
    private sealed class Side : IDisposable
    {
        private readonly BertForTask _model;
        private readonly AdamW _optimizer;
        private readonly Trainer<TrainingBatch> _trainer;
        private readonly Func<TrainingBatch>[] _batches;
        private readonly List<double>[] _turns;

        public Side(TaskHead head, BatchSource source, BertConfig config, int turns, bool coefficients, bool search)
        {
            _model = head.Create(config, coefficients, 1);
            BertInitialization.Initialize(_model, config, seed: 1);
            _model.train();
            _optimizer = new AdamW(_model.named_parameters());
            var (options, units) = (new SearchOptions(), search ? new SlimmingCoefficients(_model.Bert) : null);
            _trainer = new Trainer<TrainingBatch>(batch => head.Loss(_model.call(batch.Input), batch.Labels), _optimizer, _ => 1e-5, clipNorm: 1)
            {
                AddPenaltyGradients = units is null ? null : () => units.AddPenaltyGradients(options.HeadPenalty, options.NeuronPenalty),
            };
            _batches = [.. source.Plan(32, seed: 1).Take(turns * StepsInTurn).Select(rows => (Func<TrainingBatch>)(() => source.Batch(rows)))];
            _turns = [.. Enumerable.Range(0, turns).Select(_ => new List<double>())];
        }

        /// <summary>Mean seconds of a step; each turn counts as the median of its rounds.</summary>
        public double Seconds => _turns.Average(Statistics.Median) / StepsInTurn;

        public void WarmUp() => Step(turn: 0);

        public void Take(int turn)
        {
            var clock = Stopwatch.StartNew();
            Step(turn);
            _turns[turn].Add(clock.Elapsed.TotalSeconds);
        }

        public void Dispose()
        {
            _optimizer.Dispose();
            _model.Dispose();
        }

        private void Step(int turn) => _trainer.Run(_batches.Skip(turn * StepsInTurn), StepsInTurn, _ => true, CancellationToken.None);
    }
}
