using System.Text.RegularExpressions;

namespace EarlyBert.Notebooks;

/// <summary>
/// A lesson: one C# file that is a program (<c>dotnet run FILE</c>) and the source of a notebook. Its cells are marked as in the percent format of
/// Jupytext and of editors: <c>// %%</c> begins code, <c>// %% [markdown]</c> words, which stand in comments. Two marks are for what programs and
/// notebooks want in different places: <c>// %% [program]</c> is not in the notebook, and <c>// %% [types]</c>, at the end of a program as C# has it,
/// comes after the first code of the notebook. What the program takes from projects (<c>#:project</c>) the notebook takes from packages.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Cells">The notebook's cells; the first takes the packages.</param>
public sealed partial record Lesson(string Path, IReadOnlyList<Cell> Cells)
{
    /// <summary>The file's name without its ending, which the notebook has too.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The notebook's file.</summary>
    public string NotebookPath => System.IO.Path.ChangeExtension(Path, ".ipynb");

    /// <summary>The lessons of a folder, in the order of their names.</summary>
    public static IReadOnlyList<Lesson> All(string folder) => [.. Directory.GetFiles(folder, "*.cs").Order(StringComparer.Ordinal).Select(path => Parse(path, File.ReadAllText(path)))];

    /// <summary>Reads a lesson.</summary>
    /// <param name="path">Its file, for its name and messages.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="FormatException">It has no cells, or words that are not in comments.</exception>
    public static Lesson Parse(string path, string text)
    {
        var parts = Mark().Split(text.ReplaceLineEndings("\n"));
        if (parts.Length < 3)
            throw new FormatException($"'{path}' has no cells; begin them with '// %%'.");
        var cells = new List<Cell> { new(CellKind.Code, Packages(path, parts[0])) };
        for (var part = 1; part < parts.Length; part += 2)
        {
            var (kind, source) = (parts[part], parts[part + 1].Trim('\n'));
            switch (kind)
            {
                case "markdown": cells.Add(new Cell(CellKind.Markdown, Words(path, source))); break;
                case "types": cells.Insert(1 + cells.FindIndex(1, cell => cell.Kind == CellKind.Code), new Cell(CellKind.Code, source)); break;
                case "program": break;
                case "": cells.Add(new Cell(CellKind.Code, source)); break;
                default: throw new FormatException($"'{path}' has a cell '{kind}'; it can be markdown, types or program.");
            }
        }

        // The title comes first, and what the code needs after it.
        var title = cells.FindIndex(cell => cell.Kind == CellKind.Markdown);
        var first = cells[title];
        cells.RemoveAt(title);
        cells.Insert(0, first);
        return new Lesson(path, cells);
    }

    /// <summary>The packages in the place of the projects that the program takes.</summary>
    private static string Packages(string path, string head)
    {
        var projects = Project().Matches(head).Select(match => match.Groups[1].Value).ToArray();
        return projects.Length == 0
            ? throw new FormatException($"'{path}' names no project; begin it with '#:project ../src/EarlyBert.MLNet/EarlyBert.MLNet.csproj'.")
            : string.Join('\n', [.. projects.Select(project => $"#r \"nuget: {project}, *-*\""), "// With a GPU: TorchSharp-cuda-windows or TorchSharp-cuda-linux.", "#r \"nuget: TorchSharp-cpu, 0.102.7\""]);
    }

    private static string Words(string path, string source) => string.Join('\n', source.Split('\n').Select(line => line switch
    {
        "//" => "",
        ['/', '/', ' ', .. var words] => words,
        _ => throw new FormatException($"'{path}' has the line '{line}' among its words; begin it with '// '."),
    }));

    /// <summary>Splits so that names and contents take turns; a mark without a name has an empty one.</summary>
    [GeneratedRegex(@"^// %% ?\[?(\w*)\]?[ ]*$\n", RegexOptions.Multiline)]
    private static partial Regex Mark();

    [GeneratedRegex(@"^#:project .*/([\w.]+)\.csproj\s*$", RegexOptions.Multiline)]
    private static partial Regex Project();
}
