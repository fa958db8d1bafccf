using static TorchSharp.torch;

namespace EarlyBert.Bert;

/// <summary>A BERT with the head of one task on its encoder: all that search, pruning and training need to know of the task's model.</summary>
public abstract class BertForTask : nn.Module<BertInput, Tensor>
{
    private protected BertForTask(string name) : base(name)
    {
    }

    /// <summary>The encoder.</summary>
    public abstract BertModel Bert { get; }

    /// <summary>The shape.</summary>
    public BertConfig Config => Bert.Config;
}
