using System.Text.Json.Nodes;

namespace EarlyBert.Notebooks;

/// <summary>What the code of a cell has shown, in order: texts that follow each other are one, and what was updated shows as it was at last.</summary>
internal sealed class CellOutputs
{
    private readonly List<JsonObject> _outputs = [];
    private readonly Dictionary<string, JsonObject> _shown = [];

    /// <summary>The plain text of a kernel's event.</summary>
    public static string Text(JsonNode content) => string.Concat(content["formattedValues"]!.AsArray().Select(value => value!["value"]!.GetValue<string>())).ReplaceLineEndings("\n");

    public void Write(string stream, string text)
    {
        if (_outputs.Count > 0 && _outputs[^1]["name"]?.GetValue<string>() == stream)
        {
            text = string.Concat(_outputs[^1]["text"]!.AsArray().Select(line => line!.GetValue<string>())) + text;
            _outputs.RemoveAt(_outputs.Count - 1);
        }

        _outputs.Add(new JsonObject { ["name"] = stream, ["output_type"] = "stream", ["text"] = Notebook.Lines(text) });
    }

    /// <param name="content">A displayed value.</param>
    /// <param name="isUpdate">It takes the place of the one that was displayed under its id; or of the last, whose first update comes under an id of its own.</param>
    public void Show(JsonNode content, bool isUpdate)
    {
        var data = new JsonObject();
        foreach (var value in content["formattedValues"]!.AsArray())
            data[value!["mimeType"]!.GetValue<string>()] = Notebook.Lines(value["value"]!.GetValue<string>().ReplaceLineEndings("\n"));
        var id = content["valueId"]?.GetValue<string>() ?? "";
        var output = isUpdate ? _shown.GetValueOrDefault(id) ?? _outputs.LastOrDefault(earlier => earlier["data"] is not null) : null;
        if (output is null)
            _outputs.Add(output = new JsonObject { ["metadata"] = new JsonObject(), ["output_type"] = "display_data" });
        output["data"] = data;
        _shown[id] = output;
    }

    public JsonArray ToJson() => [.. _outputs];
}
