using System.Text.Json.Nodes;
using EarlyBert.Weights;

namespace EarlyBert.MLNet.Tests.Support;

/// <summary>Makes a bare encoder's folder out of a classifier's.</summary>
internal static class Headless
{
    public static void Make(string classifierFolder, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in new[] { "vocab.txt", "tokenizer_config.json" })
            File.Copy(Path.Combine(classifierFolder, name), Path.Combine(folder, name));
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(classifierFolder, "config.json")))!.AsObject();
        config.Remove("id2label");
        config.Remove("label2id");
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJsonString());
        var tensors = SafeTensors.Read(Path.Combine(classifierFolder, "model.safetensors"));
        SafeTensors.Write(
            Path.Combine(folder, "model.safetensors"),
            tensors.Where(pair => !pair.Key.StartsWith("classifier.", StringComparison.Ordinal) && !pair.Key.Contains("pooler", StringComparison.Ordinal))
                .Select(pair => KeyValuePair.Create(pair.Key["bert.".Length..], pair.Value)));
        foreach (var tensor in tensors.Values)
            tensor.Dispose();
    }
}
