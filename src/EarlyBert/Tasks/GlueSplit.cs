namespace EarlyBert.Tasks;

/// <summary>The parts of a GLUE task.</summary>
public enum GlueSplit
{
    /// <summary>For training.</summary>
    Train,

    /// <summary>For validation; published scores are on this one.</summary>
    Dev,

    /// <summary>For GLUE's server: without labels, except MRPC's.</summary>
    Test,
}
