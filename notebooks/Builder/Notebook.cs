using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EarlyBert.Notebooks;

/// <summary>A notebook file (nbformat 4.5), as .NET Interactive's kernel for Jupyter and Polyglot Notebooks read it.</summary>
public static class Notebook
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a notebook.</summary>
    /// <param name="cells">Its cells, each with the outputs of its code.</param>
    /// <param name="stamp">What it was run with; it stands at the end.</param>
    public static string Write(IReadOnlyList<(Cell Cell, JsonArray Outputs)> cells, string stamp)
    {
        var all = cells.Select((cell, index) => Write(cell.Cell, cell.Outputs, $"cell-{index}")).Append(Write(new Cell(CellKind.Markdown, stamp), [], "last-run"));
        return new JsonObject
        {
            ["cells"] = new JsonArray([.. all]),
            ["metadata"] = new JsonObject
            {
                ["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" },
                ["language_info"] = new JsonObject { ["name"] = "polyglot-notebook" },
                ["polyglot_notebook"] = new JsonObject { ["kernelInfo"] = new JsonObject { ["defaultKernelName"] = "csharp", ["items"] = new JsonArray(new JsonObject { ["languageName"] = "csharp", ["name"] = "csharp" }) } },
            },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        }.ToJsonString(Json) + "\n";
    }

    /// <summary>The cells of a notebook's text but the last, which says what it was run with.</summary>
    /// <param name="text">What <see cref="Write(IReadOnlyList{ValueTuple{Cell, JsonArray}}, string)"/> wrote, or what an editor made of it.</param>
    public static IReadOnlyList<Cell> Read(string text) =>
    [
        .. JsonNode.Parse(text)!["cells"]!.AsArray().SkipLast(1).Select(cell => new Cell(
            cell!["cell_type"]!.GetValue<string>() == "code" ? CellKind.Code : CellKind.Markdown,
            string.Concat(cell["source"]!.AsArray().Select(line => line!.GetValue<string>())))),
    ];

    private static JsonObject Write(Cell cell, JsonArray outputs, string id)
    {
        var isCode = cell.Kind == CellKind.Code;
        var node = new JsonObject
        {
            ["cell_type"] = isCode ? "code" : "markdown",
            ["id"] = id,
            ["metadata"] = isCode ? new JsonObject { ["dotnet_interactive"] = new JsonObject { ["language"] = "csharp" }, ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "csharp" } } : [],
        };
        if (isCode)
            (node["execution_count"], node["outputs"]) = (null, outputs);
        node["source"] = Lines(cell.Source);
        return node;
    }

    /// <summary>A text as notebooks hold it: line by line, each but the last with its end.</summary>
    internal static JsonArray Lines(string text)
    {
        var lines = text.Split('\n');
        return [.. lines.Select((line, index) => (JsonNode)(index < lines.Length - 1 ? line + "\n" : line)).Where(line => line.GetValue<string>().Length > 0)];
    }
}
