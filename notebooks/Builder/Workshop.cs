using System.Diagnostics;
using System.Text.Json.Nodes;

namespace EarlyBert.Notebooks;

/// <summary>Makes the notebooks from the lessons, and checks that both still hold.</summary>
internal sealed class Workshop
{
    /// <summary>Rows that a checked lesson works on: enough to go through every line.</summary>
    private const string FewRows = "96";

    private static readonly string Artifacts = Path.Combine(Repository.Root, "artifacts", "notebooks");

    private readonly IReadOnlyList<Lesson> _lessons;

    /// <param name="names">Beginnings of the lessons' names; none: all.</param>
    public Workshop(IReadOnlyList<string> names)
    {
        _lessons = [.. Lesson.All(Repository.Lessons).Where(lesson => names.Count == 0 || names.Any(name => lesson.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)))];
        if (_lessons.Count == 0)
            throw new ArgumentException($"There is no lesson '{string.Join("', '", names)}'; there are {string.Join(", ", Lesson.All(Repository.Lessons).Select(lesson => lesson.Name))}.");
    }

    /// <summary>Packs the library as it stands, runs each lesson in a kernel of its own, and writes the notebooks.</summary>
    public int Build()
    {
        var feed = Pack();
        Run("dotnet", ["tool", "restore"]);
        foreach (var lesson in _lessons)
        {
            var clock = Stopwatch.StartNew();
            Console.Write($"{lesson.Name} ... ");
            File.WriteAllText(lesson.NotebookPath, RunInKernel(lesson, feed));
            Console.WriteLine($"{clock.Elapsed.TotalSeconds:0} s");
        }

        return 0;
    }

    /// <summary>Cells are those of the sources, and each source runs as a program.</summary>
    public int Check()
    {
        var different = _lessons.Where(lesson => !File.Exists(lesson.NotebookPath) || !Notebook.Read(File.ReadAllText(lesson.NotebookPath)).SequenceEqual(lesson.Cells)).ToArray();
        foreach (var lesson in different)
            Console.Error.WriteLine($"{lesson.Name}.ipynb is not what {lesson.Name}.cs makes; run './eb notebooks {lesson.Name}'.");
        if (!Directory.Exists(Data))
        {
            Console.WriteLine($"There is no '{Data}', so the programs were not run; set EARLYBERT_DATA.");
            return different.Length == 0 ? 0 : 1;
        }

        var failed = _lessons.Count(lesson => !RunsAsProgram(lesson));
        return different.Length + failed == 0 ? 0 : 1;
    }

    /// <summary>Where data sets lie; a lesson fetches what is not there.</summary>
    private static string Data => Path.GetFullPath(Environment.GetEnvironmentVariable("EARLYBERT_DATA") ?? Path.Combine(Repository.Root, "..", "shared", "data"));

    private static string RunInKernel(Lesson lesson, string feed)
    {
        var work = Directory.CreateDirectory(Path.Combine(Artifacts, lesson.Name)).FullName;
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1",
            // The packages of this checkout, unpacked apart from the user's.
            ["RestoreAdditionalProjectSources"] = feed,
            ["NUGET_PACKAGES"] = Path.Combine(Artifacts, "unpacked"),
        };
        if (Directory.Exists(Data))
            environment["EARLYBERT_DATA"] = Data;
        using var kernel = new Kernel(work, environment);
        var cells = lesson.Cells.Select(cell => (cell, cell.Kind == CellKind.Markdown ? [] : kernel.Run(cell.Source))).ToArray();
        var versions = kernel.Run("""Console.Write($"{typeof(EarlyBert.EarlyBertOptions).Assembly.GetName().Version!.ToString(3)} on .NET {Environment.Version}");""");
        var stamp = $"Last run with EarlyBert {versions[0]!["text"]![0]}, {DateTime.UtcNow:yyyy-MM-dd}.";
        // Which packages came from where is of no use to a reader.
        return Notebook.Write([.. cells.Select(cell => cell.cell.Source.StartsWith("#r", StringComparison.Ordinal) ? (cell.cell, (JsonArray)[]) : cell)], stamp);
    }

    private static bool RunsAsProgram(Lesson lesson)
    {
        var clock = Stopwatch.StartNew();
        var work = Directory.CreateDirectory(Path.Combine(Artifacts, lesson.Name)).FullName;
        var start = new ProcessStartInfo("dotnet", ["run", "-c", "Release", lesson.Path]) { WorkingDirectory = work, RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["EARLYBERT_DATA"], start.Environment["EARLYBERT_ROWS"]) = (Data, FewRows);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Console.WriteLine($"{lesson.Name}: {(process.ExitCode == 0 ? "ran" : "FAILED")} ({clock.Elapsed.TotalSeconds:0} s)");
        if (process.ExitCode != 0)
            Console.Error.WriteLine($"{output}\n{errors.Result}");
        return process.ExitCode == 0;
    }

    /// <summary>A feed with the library's packages, and with those of the offline stack where this checkout stands on it.</summary>
    private static string Pack()
    {
        var feed = Path.Combine(Artifacts, "feed");
        if (Directory.Exists(feed))
            Directory.Delete(feed, recursive: true);
        string[] projects = ["EarlyBert", "EarlyBert.MLNet.Registration", "EarlyBert.MLNet", "EarlyBert.Sweeps"];
        var suffix = $"notebooks.{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}";
        foreach (var project in projects)
            Run("dotnet", ["pack", Path.Combine(Repository.Root, "src", project), "-c", "Release", "-o", feed, "--nologo", "-v", "quiet", "--version-suffix", suffix]);
        foreach (var project in IsOffline ? Directory.GetFiles(Path.Combine(Repository.Root, "offline"), "*.csproj", SearchOption.AllDirectories) : [])
            Run("dotnet", ["pack", project, "-c", "Release", "-o", feed, "--nologo", "-v", "quiet", "-p:IsPackable=true"]);
        return feed;
    }

    private static bool IsOffline => (Environment.GetEnvironmentVariable("EARLYBERT_STACK") ?? File.ReadAllText(Path.Combine(Repository.Root, "artifacts", "stack.props"))).Contains("offline", StringComparison.Ordinal);

    private static void Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' failed:\n{output}");
    }
}
