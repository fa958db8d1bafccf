using EarlyBert.Bert;
using EarlyBert.Training;
using EarlyBert.Weights;

namespace EarlyBert.Cli.Reproduce;

/// <summary>How large a reproduction is: the model, and the settings that go with it.</summary>
/// <param name="Name"><c>small</c> or <c>paper</c>.</param>
/// <param name="Size">Whose numbers of the paper stand beside: <c>base</c> or <c>large</c>.</param>
/// <param name="Model">Folder or fetched name of the model to start from; null: the one that comes with the program.</param>
internal sealed record Scale(string Name, string Size, string? Model)
{
    /// <summary>The paper's own settings on BERT-base or -large.</summary>
    public bool IsPaper => Name == "paper";

    /// <summary>The model in words.</summary>
    public string ModelName => Model ?? BuiltInModel.Name;

    /// <summary>How Table 4 pre-trains, unless told otherwise.</summary>
    public string Recipe => IsPaper ? $"paper-{Size}" : "mini";

    /// <summary>The model's shape, where its folder is there; else that of its size.</summary>
    public BertConfig Config => Model is null ? BuiltInModel.ReadOutline().Config
        : File.Exists(Path.Combine(Model, "config.json")) ? HuggingFaceFolder.ReadConfig(Model)
        : BertConfig.FromName(Size);

    /// <summary>Options of a run before the row's own (paper section 4.1; the official launch scripts for batch sizes, lengths and AdamW's form).</summary>
    /// <param name="questions">The task is question answering.</param>
    public EarlyBertOptions Options(bool questions)
    {
        var options = questions ? EarlyBertOptions.ForQuestionAnswering() : new EarlyBertOptions();
        options.Pretrained = Model;
        options.Train.LogEvery = 50;
        if (IsPaper)
        {
            options.Train.BatchSize = questions ? 48 : 128;
            options.Train.AdamForm = AdamForm.Transformers;
            options.Train.PadToMaxTokens = true;
        }
        else if (questions)
        {
            // The small model has 128 positions.
            options.MaxTokens = 128;
            options.Windows.Stride = 96;
        }

        return options;
    }
}
