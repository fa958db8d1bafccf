namespace EarlyBert.Notebooks.Tests;

public class LessonTests
{
    private const string Text = """
        #:project ../src/EarlyBert.MLNet/EarlyBert.MLNet.csproj

        // %% [markdown]
        // # Title
        //
        // Words.

        // %%
        using EarlyBert;

        // %%
        // A comment is code.
        var x = new Thing();

        // %% [types]
        class Thing;

        // %% [program]
        static void display(object? value) => System.Console.WriteLine(value);
        """;

    private static readonly Cell[] Cells =
    [
        new(CellKind.Markdown, "# Title\n\nWords."),
        new(CellKind.Code, "#r \"nuget: EarlyBert.MLNet, *-*\"\n// With a GPU: TorchSharp-cuda-windows or TorchSharp-cuda-linux.\n#r \"nuget: TorchSharp-cpu, 0.102.7\""),
        new(CellKind.Code, "using EarlyBert;"),
        new(CellKind.Code, "class Thing;"),
        new(CellKind.Code, "// A comment is code.\nvar x = new Thing();"),
    ];

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Parse_Program_BecomesTheCellsOfANotebook(string lineEnd)
    {
        var lesson = Lesson.Parse("folder/01-title.cs", Text.ReplaceLineEndings(lineEnd));

        Assert.Equal(Cells, lesson.Cells);
        Assert.Equal(("01-title", "folder/01-title.ipynb"), (lesson.Name, lesson.NotebookPath));
    }

    [Theory]
    [InlineData("// Words.", "Words.", "has the line 'Words.' among its words")]
    [InlineData("[types]", "[typos]", "has a cell 'typos'; it can be markdown, types or program")]
    [InlineData("#:project", "// project", "names no project")]
    [InlineData("// %%", "//", "has no cells")]
    public void Parse_SomethingElse_IsRefused(string part, string instead, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => Lesson.Parse("01.cs", Text.Replace(part, instead, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Fact]
    public void WriteAndRead_Cells_AreTheSame()
    {
        var text = Notebook.Write([.. Cells.Select(cell => (cell, new System.Text.Json.Nodes.JsonArray()))], "Last run today.");

        Assert.Equal(Cells, Notebook.Read(text));
        Assert.Contains("Last run today.", text, StringComparison.Ordinal);
    }

    /// <summary>The notebooks in this repository are made from the lessons beside them, and hold what these have shown.</summary>
    [Fact]
    public void Notebooks_Cells_AreThoseOfTheirSources()
    {
        var lessons = Lesson.All(Repository.Lessons);

        Assert.Equal(6, lessons.Count);
        Assert.All(lessons, lesson =>
        {
            var text = File.ReadAllText(lesson.NotebookPath);
            Assert.Equal(lesson.Cells, Notebook.Read(text));
            Assert.Contains("Last run with EarlyBert ", text, StringComparison.Ordinal);
            Assert.Contains("\"output_type\"", text, StringComparison.Ordinal);
        });
    }
}
