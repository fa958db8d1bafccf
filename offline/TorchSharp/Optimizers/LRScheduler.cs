namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Learning rates by step. Each takes its first step when it is made.</summary>
        public static partial class lr_scheduler
        {
            public abstract class LRScheduler
            {
                internal readonly Optimizer optimizer;
                internal readonly List<double> baseRates;
                internal List<double> lastRates;
                internal int epoch;
                private readonly bool verbose;

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    (this.optimizer, epoch, this.verbose) = (optimizer, last_epoch, verbose);
                    baseRates = [.. optimizer.ParamGroups.Select(g => g.InitialLearningRate)];
                    lastRates = [.. Rates];
                }

                private protected IEnumerable<double> Rates => optimizer.ParamGroups.Select(g => g.LearningRate);

                public virtual void step() => step(null);

                public virtual void step(int? epoch)
                {
                    this.epoch = epoch ?? this.epoch + 1;
                    var rates = (epoch is null ? get_lr() : get_closed_form_lr()).ToList();
                    foreach (var (group, rate) in optimizer.ParamGroups.Zip(rates))
                    {
                        if (verbose && group.LearningRate != rate) Console.WriteLine($"Adjusting learning rate to {rate}");
                        group.LearningRate = rate;
                    }
                    lastRates = rates;
                }

                public IEnumerable<double> get_last_lr() => lastRates;

                protected virtual IEnumerable<double> get_lr() => Rates;

                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();
            }

            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) => new Lambda(optimizer, lr_lambda, last_epoch, verbose);

            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new Schedule(optimizer, last_epoch, verbose, (s, rate) => s.epoch == 0 || s.epoch % step_size != 0 ? rate : rate * gamma, (s, rate) => rate * Math.Pow(gamma, s.epoch / step_size));

            public static LRScheduler MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new Schedule(optimizer, last_epoch, verbose, (s, rate) => milestones.Contains(s.epoch) ? rate * gamma : rate, (s, rate) => rate * Math.Pow(gamma, milestones.Distinct().Count(m => m <= s.epoch)));

            public static LRScheduler ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new Schedule(optimizer, last_epoch, verbose, (s, rate) => s.epoch == 0 ? rate : rate * gamma, (s, rate) => rate * Math.Pow(gamma, s.epoch));

            public static LRScheduler ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new Schedule(optimizer, last_epoch, verbose, (s, rate) => s.epoch == 0 ? rate * factor : s.epoch == total_iters ? rate * (1 / factor) : rate, (s, rate) => rate * (s.epoch >= total_iters ? 1 : factor));

            /// <summary>The default end factor is 5; PyTorch's is 1.</summary>
            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 5, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new Schedule(
                    optimizer, last_epoch, verbose,
                    (s, rate) => s.epoch == 0 ? rate * start_factor
                        : s.epoch > total_iters ? rate
                        : rate * (1 + ((end_factor - start_factor) / ((total_iters * start_factor) + ((s.epoch - 1) * (end_factor - start_factor))))),
                    (s, rate) => rate * (start_factor + ((end_factor - start_factor) * Math.Min(total_iters, s.epoch) / total_iters)));

            public static LRScheduler PolynomialLR(Optimizer optimizer, int total_iters = 5, int power = 1, int last_epoch = -1, bool verbose = false) =>
                new Schedule(
                    optimizer, last_epoch, verbose,
                    (s, rate) => s.epoch == 0 || s.epoch > total_iters ? rate : rate * Math.Pow((1.0 - ((double)s.epoch / total_iters)) / (1.0 - ((double)(s.epoch - 1) / total_iters)), power),
                    (s, rate) => rate * Math.Pow(1 - (Math.Min(total_iters, (double)s.epoch) / total_iters), power));

            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) => new Cosine(optimizer, T_max, eta_min, last_epoch, verbose);

            /// <summary>One scheduler after another: the n-th takes over at the milestone before it.</summary>
            public static LRScheduler SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1) => new Sequence(optimizer, schedulers, milestones, last_epoch);

            /// <summary>The next rate of a group from its last one; in closed form from its first one.</summary>
            private sealed class Schedule : LRScheduler
            {
                private readonly Func<LRScheduler, double, double> next;
                private readonly Func<LRScheduler, double, double> closed;

                internal Schedule(Optimizer optimizer, int lastEpoch, bool verbose, Func<LRScheduler, double, double> next, Func<LRScheduler, double, double> closed) : base(optimizer, lastEpoch, verbose)
                {
                    (this.next, this.closed) = (next, closed);
                    step();
                }

                protected override IEnumerable<double> get_lr() => Rates.Select(rate => next(this, rate));

                protected override IEnumerable<double> get_closed_form_lr() => baseRates.Select(rate => closed(this, rate));
            }

            private sealed class Lambda : LRScheduler
            {
                private readonly Func<int, double> factor;

                internal Lambda(Optimizer optimizer, Func<int, double> factor, int lastEpoch, bool verbose) : base(optimizer, lastEpoch, verbose)
                {
                    this.factor = factor;
                    step();
                }

                protected override IEnumerable<double> get_lr() => baseRates.Select(rate => rate * factor(epoch));
            }

            private sealed class Cosine : LRScheduler
            {
                private readonly double half;
                private readonly double low;

                internal Cosine(Optimizer optimizer, double half, double low, int lastEpoch, bool verbose) : base(optimizer, lastEpoch, verbose)
                {
                    (this.half, this.low) = (half, low);
                    step();
                }

                protected override IEnumerable<double> get_lr() =>
                    epoch == 0 ? Rates
                    : (epoch - 1 - half) % (2 * half) == 0 ? Rates.Zip(baseRates, (rate, first) => rate + ((first - low) * (1 - Math.Cos(Math.PI / half)) / 2))
                    : Rates.Select(rate => ((1 + Math.Cos(Math.PI * epoch / half)) / (1 + Math.Cos(Math.PI * (epoch - 1) / half)) * (rate - low)) + low);

                protected override IEnumerable<double> get_closed_form_lr() => baseRates.Select(rate => low + ((rate - low) * (1 + Math.Cos(Math.PI * epoch / half)) / 2));
            }

            private sealed class Sequence : LRScheduler
            {
                private readonly LRScheduler[] schedulers;
                private readonly int[] milestones;

                internal Sequence(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int lastEpoch) : base(optimizer, lastEpoch + 1)
                {
                    (this.schedulers, this.milestones) = ([.. schedulers], [.. milestones]);
                    foreach (var group in optimizer.ParamGroups) group.LearningRate = group.InitialLearningRate;
                    foreach (var scheduler in this.schedulers) scheduler.epoch--;
                    this.schedulers[0].step();
                    lastRates = this.schedulers[0].lastRates;
                }

                protected override IEnumerable<double> get_lr()
                {
                    var current = milestones.Count(m => m <= epoch);
                    if (current > 0 && milestones[current - 1] == epoch) schedulers[current].step(0);
                    else schedulers[current].step();
                    return Rates;
                }
            }
        }
    }
}
