using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EarlyBert.Benchmarks;

/// <summary>Measured rows: a Markdown table on standard output, and a JSON line each in <c>artifacts/bench/NAME.jsonl</c>.</summary>
internal sealed class ResultTable
{
    private readonly string _file;
    private readonly string _name;
    private readonly string[] _columns;
    private readonly List<string[]> _rows = [];
    private readonly JsonObject _machine;

    public ResultTable(Settings settings, string name, params string[] columns)
    {
        Directory.CreateDirectory(settings.Results);
        _file = Path.Combine(settings.Results, name + ".jsonl");
        (_name, _columns) = (name, columns);
        _machine = new JsonObject
        {
            ["time"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["processor"] = ProcessorName(),
            ["processors"] = Environment.ProcessorCount,
            ["threads"] = settings.Threads,
            ["system"] = RuntimeInformation.OSDescription,
            ["quick"] = settings.Quick,
        };
    }

    /// <summary>Adds a row; numbers are shown with three digits from 0 to 99 and as integers above, null as a dash.</summary>
    public void Add(params object?[] cells)
    {
        var texts = cells.Select(Show).ToArray();
        _rows.Add(texts);
        var line = new JsonObject { ["benchmark"] = _name };
        foreach (var (column, cell) in _columns.Zip(cells))
            line[column] = JsonSerializer.SerializeToNode(cell);
        line["machine"] = _machine.DeepClone();
        File.AppendAllText(_file, line.ToJsonString() + "\n");
        Console.Error.WriteLine($"  {string.Join(" | ", texts)}");
    }

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine($"| {string.Join(" | ", _columns)} |");
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat("---|", _columns.Length))}");
        foreach (var row in _rows)
            Console.WriteLine($"| {string.Join(" | ", row)} |");
        Console.WriteLine();
        Console.WriteLine($"{_machine["processor"]}, {Environment.ProcessorCount} processors, {_machine["threads"]} threads, {_machine["time"]}{((bool)_machine["quick"]! ? "; --quick: too short to mean anything" : "")}");
    }

    private static string Show(object? cell) => cell switch
    {
        null => "–",
        double number when Math.Abs(number) >= 100 => number.ToString("N0", CultureInfo.InvariantCulture),
        double number => number.ToString("G3", CultureInfo.InvariantCulture),
        int or long => ((IFormattable)cell).ToString("N0", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString()!,
    };

    private static string ProcessorName()
    {
        const string file = "/proc/cpuinfo";
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
