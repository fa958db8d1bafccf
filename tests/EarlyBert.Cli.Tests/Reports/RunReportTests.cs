using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using EarlyBert.Cli.Reports;
using EarlyBert.Cli.Reports.Data;

namespace EarlyBert.Cli.Tests.Reports;

public sealed partial class RunReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("curves", "Loss")]
    [InlineData("curves", "Throughput")]
    [InlineData("masks", "Mask distance")]
    [InlineData("masks", "Distances between masks of neurons")]
    [InlineData("ticket", "Heads")]
    [InlineData("ticket", "Neurons")]
    [InlineData("coefficients", "Coefficients of the neurons")]
    [InlineData("mistakes", "Confusion matrix")]
    [InlineData("mistakes", "Misclassified examples")]
    [InlineData("cost", "Work against the whole network")]
    [InlineData("cost", "Parameters")]
    [InlineData("settings", "Options")]
    public void Write_WholeRun_HasSectionAndFigure(string section, string figure)
    {
        var page = Report(ToyRunFolder.Classes(30));

        Assert.Contains($"<section id=\"{section}\"", page);
        Assert.Contains($"<h3>{figure}</h3>", page);
    }

    [Theory]
    [InlineData("curves.csv", "step,stage,phase", 111)]
    [InlineData("evaluations.csv", "step,accuracy,f1", 3)]
    [InlineData("mask-distance.csv", "step,heads,neurons", 6)]
    [InlineData("mask-distance-heads.csv", "step,0,2,4,6,8,10", 7)]
    [InlineData("mask-distance-neurons.csv", "step,0,2,4,6,8,10", 7)]
    [InlineData("ticket.csv", "layer,unit,index,kept", 1 + (3 * (4 + 48)))]
    [InlineData("coefficients.csv", "layer,unit,0 %", 7)]
    [InlineData("confusion.csv", "true class,no,yes", 3)]
    public void Write_WholeRun_LeavesItsData(string name, string header, int lines)
    {
        Report(ToyRunFolder.Classes(30));

        var csv = File.ReadAllLines(Path.Combine(_folder.Root, "report", name));
        Assert.StartsWith(header, csv[0]);
        Assert.Equal(lines, csv.Length);
    }

    [Fact]
    public void Write_Ticket_DataHasTheUnitsItKeeps()
    {
        Report(null);
        var ticket = EarlyBert.Tickets.EarlyBirdTicket.Load(_folder.PathOf("ticket.json"));

        var kept = File.ReadAllLines(Path.Combine(_folder.Root, "report", "ticket.csv")).Skip(1).Select(line => line.Split(',')).Where(cells => cells[3] == "1").ToArray();

        Assert.Equal(ticket.KeptHeads.SelectMany((layer, index) => layer.Select(head => $"{index} {head}")), kept.Where(cells => cells[1] == "head").Select(cells => $"{cells[0]} {cells[2]}"));
        Assert.Equal(ticket.KeptNeurons.SelectMany((layer, index) => layer.Select(neuron => $"{index} {neuron}")), kept.Where(cells => cells[1] == "neuron").Select(cells => $"{cells[0]} {cells[2]}"));
    }

    [Fact]
    public void Write_Again_GivesTheSameBytes()
    {
        var first = Report(ToyRunFolder.Classes(30));

        Assert.Equal(first, File.ReadAllText(RunReport.Write(_folder.Root)));
    }

    [Fact]
    public void Write_Drawings_AreWellFormedAndSayWhatTheyShow()
    {
        var drawings = Drawings().Matches(Report(ToyRunFolder.Classes(30))).Select(match => XElement.Parse(match.Value)).ToArray();

        Assert.InRange(drawings.Length, 12, 40);
        Assert.All(drawings, drawing =>
        {
            Assert.Equal("img", drawing.Attribute("role")?.Value);
            Assert.InRange(drawing.Attribute("aria-label")!.Value.Length, 20, 5000);
            Assert.NotEmpty(drawing.Element("desc")!.Value);
            Assert.DoesNotContain("NaN", drawing.ToString());
        });
    }

    [Fact]
    public void Write_Page_FetchesNothingAndRunsItsOwnScriptAlone()
    {
        var page = Report(ToyRunFolder.Classes(30));

        Assert.DoesNotContain("http://", page);
        Assert.DoesNotContain("https://", page);
        Assert.DoesNotMatch(new Regex("""<[^>]*\s(src|style|on\w+)\s*=""", RegexOptions.IgnoreCase), Drawings().Replace(page, ""));
        var policy = System.Net.WebUtility.HtmlDecode(Regex.Match(page, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value);
        Assert.StartsWith("default-src 'none'", policy);
        Assert.Contains($"script-src {Hash(page, "script")}", policy);
        Assert.Contains($"style-src {Hash(page, "style")}", policy);
    }

    [Fact]
    public void Write_HostileTexts_StayText()
    {
        ToyRunFolder.Write(_folder.Root, predictions: ToyRunFolder.Classes(40, ToyRunFolder.Hostile, ToyRunFolder.Hostile));
        var page = File.ReadAllText(RunReport.Write(_folder.Root));

        Assert.Single(Regex.Matches(page, "<script", RegexOptions.IgnoreCase));
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page);
        Assert.DoesNotContain("<img", page);
        Assert.All("\0\u001b\u202e\u202c", hostile => Assert.DoesNotContain(hostile, page));
        Assert.Contains("␀", page);
        Assert.Contains("⟨U+202E⟩", page);
        Assert.All(Drawings().Matches(page), match => XElement.Parse(match.Value));
    }

    [Fact]
    public void Write_ManyMistakes_ShowsTheSurestTwentyShortened()
    {
        var rows = Enumerable.Range(0, 50).Select(row => new ClassPrediction($"{row}: {new string('x', 1000)}", "pair", "no", "yes", 0.5 + (row / 100.0))).ToArray();

        var page = Report(rows);

        Assert.Equal(20, Regex.Matches(page, "was taken for").Count);
        Assert.Contains("50 of 50 rows are wrong; the 20 that the model was surest of", page);
        Assert.Contains("49: xxx", page);
        Assert.DoesNotContain("29: xxx", page);
        Assert.DoesNotContain(new string('x', 400), page);
    }

    [Fact]
    public void Write_SeveralLabelsARow_AreScoredLabelByLabel()
    {
        var page = Report([new LabelsPrediction("a", null, ["x", "y"], ["x", "z"]), new LabelsPrediction("b", null, ["x"], ["x"]), new LabelsPrediction("c", null, [], [])]);

        Assert.Contains("1 of 3 rows have a label too many or too few", page);
        Assert.Contains("left out: <b><bdi>y</bdi></b>; put in: <b><bdi>z</bdi></b>", page);
        Assert.Equal(["label,rows,predicted,right,precision,recall,F1", "no,0,0,0,0,0,0", "yes,0,0,0,0,0,0", "x,2,2,2,1,1,1", "y,1,0,0,0,0,0", "z,0,1,0,0,0,0"], File.ReadAllLines(Path.Combine(_folder.Root, "report", "labels.csv")));
    }

    [Fact]
    public void Write_Values_AreAScatter()
    {
        var page = Report([new ValuePrediction("a", "b", 1, 1.5), new ValuePrediction("c", "d", 2, 4)]);

        Assert.Contains("Predicted against true values", page);
        Assert.Contains("mean squared error is 1.45774", page); // sqrt((0.25 + 4) / 2)
        Assert.DoesNotContain("Confusion matrix", page);
    }

    [Fact]
    public void Write_Answers_ListsTheWorstFirst()
    {
        var page = Report([new AnswerPrediction("good?", null, ["x"], "x", 1), new AnswerPrediction("bad?", "where", [], "y", 0)]);

        Assert.Contains("Worst answers", page);
        Assert.True(page.IndexOf("bad?", StringComparison.Ordinal) < page.IndexOf("good?", StringComparison.Ordinal));
        Assert.Contains("(no answer)", page);
    }

    [Fact]
    public void Write_DenseRunWithoutPredictions_LeavesOutWhatItDoesNotHave()
    {
        ToyRunFolder.Write(_folder.Root, "dense");

        var page = File.ReadAllText(RunReport.Write(_folder.Root));

        Assert.All(new[] { "masks", "ticket", "coefficients", "mistakes" }, section => Assert.DoesNotContain($"id=\"{section}\"", page));
        Assert.False(File.Exists(Path.Combine(_folder.Root, "report", "ticket.csv")));
    }

    [Fact]
    public void Write_RunOfAnotherStrategyInTheFolder_TakesAwayItsData()
    {
        Report(ToyRunFolder.Classes(30));
        foreach (var name in new[] { "ticket.json", "search.json", "search-summary.json", "predictions.jsonl" })
            File.Delete(_folder.PathOf(name));

        RunReport.Write(_folder.Root);

        Assert.Equal(["curves.csv", "evaluations.csv"], Directory.GetFiles(_folder.PathOf("report")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Write_RunThatWasKilled_SaysSo()
    {
        Report(null);
        File.Delete(_folder.PathOf("result.json"));

        Assert.Contains("has not come to its end", File.ReadAllText(RunReport.Write(_folder.Root)));
    }

    [Theory]
    [InlineData("result.json", "{")]
    [InlineData("options.json", "[1,")]
    [InlineData("search-summary.json", "{}")]
    [InlineData("search.json", "{}")]
    [InlineData("ticket.json", "{}")]
    [InlineData("predictions.jsonl", "{\"kind\":\"none\"}")]
    [InlineData("predictions.jsonl", "words")]
    public void Write_DamagedFile_NamesIt(string name, string content)
    {
        Report(null);
        _folder.Write(name, content);

        Assert.Contains(name, Assert.Throws<EarlyBertException>(() => RunReport.Write(_folder.Root)).Message);
    }

    public void Dispose() => _folder.Dispose();

    private string Report(IReadOnlyList<Prediction>? predictions)
    {
        ToyRunFolder.Write(_folder.Root, predictions: predictions);
        return File.ReadAllText(RunReport.Write(_folder.Root));
    }

    private static string Hash(string page, string element)
    {
        var content = Regex.Match(page, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline).Groups[1].Value;
        return $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";
    }

    [GeneratedRegex("<svg class=\"chart\".*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Drawings();
}
