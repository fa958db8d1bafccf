using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace EarlyBert.Notebooks;

/// <summary>A running .NET Interactive kernel for C#, spoken to over its standard input and output: a command or an event a line, in JSON.</summary>
internal sealed class Kernel : IDisposable
{
    private readonly Process _process;
    private int _commands;

    /// <param name="folder">Where code runs.</param>
    /// <param name="environment">Variables that it sees besides ours.</param>
    public Kernel(string folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", ["tool", "run", "dotnet-interactive", "--", "stdio", "--working-dir", folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        while (Read() is { } message && message["eventType"]!.GetValue<string>() != "KernelReady")
        {
            // It reads commands from then on.
        }
    }

    /// <summary>Runs a cell and waits for its end.</summary>
    /// <returns>Its outputs, as notebooks hold them.</returns>
    /// <exception cref="InvalidOperationException">The code does not compile or throws, or the kernel has ended.</exception>
    public JsonArray Run(string code)
    {
        var token = $"cell-{++_commands}";
        _process.StandardInput.WriteLine(new JsonObject { ["token"] = token, ["commandType"] = "SubmitCode", ["command"] = new JsonObject { ["code"] = code, ["targetKernelName"] = "csharp" } }.ToJsonString());
        var outputs = new CellOutputs();
        while (Read() is { } message)
        {
            var content = message["event"]!;
            switch (message["eventType"]!.GetValue<string>())
            {
                case "StandardOutputValueProduced": outputs.Write("stdout", CellOutputs.Text(content)); break;
                case "StandardErrorValueProduced": outputs.Write("stderr", CellOutputs.Text(content)); break;
                case "DisplayedValueProduced" or "ReturnValueProduced": outputs.Show(content, isUpdate: false); break;
                case "DisplayedValueUpdated": outputs.Show(content, isUpdate: true); break;
                case "CommandSucceeded" when IsOf(message): return outputs.ToJson();
                case "CommandFailed" when IsOf(message): throw new InvalidOperationException($"{content["message"]}\nin the cell:\n{code}");
            }
        }

        throw new InvalidOperationException($"The kernel ended (exit code {(_process.WaitForExit(5000) ? _process.ExitCode : -1)}) in the cell:\n{code}");

        bool IsOf(JsonNode message) => message["command"]?["token"]?.GetValue<string>() == token;
    }

    /// <summary>The next event; null: the kernel has ended.</summary>
    private JsonNode? Read()
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith('{') && JsonNode.Parse(line) is { } message && message["eventType"] is not null)
                return message;
        }

        return null;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
