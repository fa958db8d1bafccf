namespace EarlyBert.Tasks;

/// <summary>The parts of a GLUE task.</summary>
public enum GlueSplit
{
    /// <summary>For training.</summary>
    Train,

    /// <summary>For validation; published scores are on this one. MNLI's is the matched one: of the training set's genres.</summary>
    Dev,

    /// <summary>MNLI's second validation set, of other genres than the training set.</summary>
    DevMismatched,

    /// <summary>For GLUE's server: without labels, except MRPC's. MNLI's is the matched one.</summary>
    Test,

    /// <summary>MNLI's second test set.</summary>
    TestMismatched,
}
