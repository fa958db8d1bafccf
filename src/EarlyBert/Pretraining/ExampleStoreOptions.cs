namespace EarlyBert.Pretraining;

/// <summary>How <see cref="ExampleStore.Prepare"/> makes examples of text.</summary>
public sealed class ExampleStoreOptions
{
    /// <summary>Longest example in word pieces, <c>[CLS]</c> and both <c>[SEP]</c> included. Default: 128, the first phase of BERT's pre-training.</summary>
    public int MaxTokens { get; set; } = 128;

    /// <summary>
    /// Share of the documents that is kept out of training. Default: 0.005. Above 0 at least one document is, if there are two or more.
    /// </summary>
    public double HeldOutShare { get; set; } = 0.005;

    /// <summary>
    /// Share of the examples that are begun with a shorter length, drawn from 2 pieces on, so that the model sees short inputs too.
    /// Default: 0.1, as in google-research/bert.
    /// </summary>
    public double ShortShare { get; set; } = 0.1;

    /// <summary>Seed of everything that is drawn: lengths, pairs, cuts and the documents held out. Default: 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>Bytes after which the next file is begun. Default: 268435456 (256 MiB).</summary>
    public long ShardBytes { get; set; } = 256L << 20;

    /// <summary>Threads that split and pair; the result does not depend on it.</summary>
    internal int Threads { get; set; } = Environment.ProcessorCount;

    /// <summary>Checks all options.</summary>
    /// <exception cref="EarlyBertException">Options are out of range; the message names every one.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        OptionChecks.Check(faults, MaxTokens is >= 8 and <= 65536, nameof(MaxTokens), MaxTokens, "8 to 65536");
        OptionChecks.Check(faults, HeldOutShare is >= 0 and < 0.5, nameof(HeldOutShare), HeldOutShare, "0 or more, below 0.5");
        OptionChecks.Check(faults, ShortShare is >= 0 and <= 1, nameof(ShortShare), ShortShare, "0 to 1");
        OptionChecks.Check(faults, ShardBytes is >= 1 << 16 and <= 4L << 30, nameof(ShardBytes), ShardBytes, "65536 to 4294967296");
        OptionChecks.ThrowIfAny(faults);
    }
}
