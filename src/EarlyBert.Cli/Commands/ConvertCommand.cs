using System.CommandLine;
using EarlyBert.Weights;
using TorchSharp;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert convert</c>.</summary>
internal static class ConvertCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model") { Description = "Folder of a BERT in any layout that finetune reads.", HelpName = "DIR", Required = true };
        var output = new Option<string>("--out") { Description = "Folder to write: config.json, model.safetensors, vocab.txt and the tokenizer's files.", HelpName = "DIR", Required = true };
        var type = new Option<torch.ScalarType>("--dtype")
        {
            Description = "Type of the weights: float32, float16 or bfloat16 [default: float32].",
            HelpName = "NAME",
            CustomParser = Choices.Parser(("float32", torch.ScalarType.Float32), ("float16", torch.ScalarType.Float16), ("bfloat16", torch.ScalarType.BFloat16)),
        };
        var command = new Command("convert", "Write a model folder anew, as Hugging Face's libraries read it, with weights of another type.") { model, output, type };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(output);
            using var loaded = HuggingFaceFolder.Load(parsed.GetRequiredValue(model), pretrainingHeads: true);
            loaded.Save(folder, parsed.GetResult(type) is null ? torch.ScalarType.Float32 : parsed.GetValue(type));
            terminal.Out.WriteLine(FormattableString.Invariant($"parameters {loaded.ParameterCount:#,0}, {loaded.EncoderParameterCount:#,0} of them in the encoder"));
            terminal.Out.WriteLine($"written to {folder}");
        });
        return command;
    }
}
