using System.CommandLine;
using EarlyBert.Cli.Output;
using EarlyBert.Pretraining;
using EarlyBert.Weights;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert stack</c>.</summary>
internal static class StackCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model") { Description = "Folder of a BERT.", HelpName = "DIR", Required = true };
        var layers = new Option<int?>("--layers") { Description = "Layers of the deeper model [default: twice as many].", HelpName = "N" };
        var output = new Option<string>("--out") { Description = "Folder for the deeper model.", HelpName = "DIR", Required = true };
        var command = new Command("stack", "Repeat a trained model's layers: a deeper model to go on pre-training from (pretrain --pretrained).") { model, layers, output };
        command.SetAction(parsed =>
        {
            using var shallow = HuggingFaceFolder.Load(parsed.GetRequiredValue(model), pretrainingHeads: true);
            using var deep = LayerStacking.Stack(shallow, parsed.GetValue(layers) ?? 2 * shallow.Config.NumHiddenLayers);
            var folder = parsed.GetRequiredValue(output);
            deep.Save(folder);
            terminal.Out.WriteLine(FormattableString.Invariant($"layers     {shallow.Config.NumHiddenLayers} before, {deep.Config.NumHiddenLayers} after"));
            ChangedModel.Print(shallow, deep, folder, terminal);
        });
        return command;
    }
}
