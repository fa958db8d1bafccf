using System.Globalization;

namespace EarlyBert.Cli.Demo;

/// <summary>
/// Reviews written by a seeded grammar, for when no real text can be had. Every review has exactly one good and one bad
/// adjective, so the words alone say nothing: what counts is which of them stands in the main clause (contrast), which is
/// denied (negation), or whose verb agrees in number with the thing that is judged, over a distance (agreement). Exchanging
/// the two adjectives turns the verdict and leaves the bag of words as it is.
/// </summary>
internal static class GrammarCorpus
{
    private static readonly string[] Good =
    [
        "wonderful", "superb", "charming", "brilliant", "delightful", "excellent", "lovely", "splendid", "witty", "touching",
    ];

    private static readonly string[] Bad =
    [
        "dreadful", "boring", "clumsy", "awful", "tedious", "terrible", "ugly", "dull", "shallow", "messy",
    ];

    /// <summary>Things that are reviewed: one and many.</summary>
    private static readonly (string One, string Many)[] Things =
    [
        ("song", "songs"), ("story", "stories"), ("scene", "scenes"), ("picture", "pictures"), ("chapter", "chapters"), ("costume", "costumes"),
        ("joke", "jokes"), ("dance", "dances"), ("mask", "masks"), ("melody", "melodies"), ("speech", "speeches"), ("ending", "endings"),
    ];

    private static readonly string[] Openings =
        ["", "", "", "", "last night ,", "to be fair ,", "on monday ,", "for my part ,"];

    private static readonly string[] Closings =
        ["", "", "", "", "and we took the late train home", "as my brother had said before", "or so it seemed to my friends"];

    private static readonly string[] Relations =
        ["that we compared with {0}", "that came right after {0}", "that i liked better than {0}", "that took longer than {0}", "that everybody mentions beside {0}", "that stood before {0}"];

    private static readonly string[] Questions =
    [
        "although the songs were dreadful , the dance that we had waited for was superb .",
        "the story was not boring , but nobody could call the ending charming , it was dull .",
        "i judge the masks , not the scene : the scene that came right after the masks was lovely , they were clumsy .",
    ];

    /// <summary>Writes a corpus; half the reviews praise, the same seed gives the same reviews everywhere.</summary>
    public static DemoCorpus Write(int reviews, int seed)
    {
        var random = new SeededRandom(seed);
        var rows = new List<(string, int)>(reviews);
        var seen = new HashSet<string>();
        while (rows.Count < reviews)
        {
            var label = rows.Count % 2;
            var text = Review(random, praises: label == 1);
            if (seen.Add(text))
                rows.Add((text, label));
        }

        var description = string.Create(CultureInfo.InvariantCulture, $"{reviews:N0} reviews written by a grammar of negation, contrast and agreement (seed {seed})");
        return new DemoCorpus("grammar", description, ["negative", "positive"], rows, Questions);
    }

    private static string Review(SeededRandom random, bool praises)
    {
        var (verdict, other) = praises ? (Pick(random, Good), Pick(random, Bad)) : (Pick(random, Bad), Pick(random, Good));
        var kind = random.NextInt(12);
        if (kind < 3)
            return Brief(random, verdict, other);
        var body = kind switch
        {
            < 8 => Contrast(random, verdict, other),
            < 11 => Negation(random, verdict, other),
            _ => Agreement(random, verdict, other),
        };
        string[] pieces = [Pick(random, Openings), body, Pick(random, Closings), "."];
        return string.Join(' ', pieces.Where(piece => piece.Length > 0));
    }

    /// <summary>A line from which the adjectives are soon learned.</summary>
    private static string Brief(SeededRandom random, string verdict, string other) => random.NextInt(3) switch
    {
        0 => $"{verdict} , not {other} , {Pick(random, Things).One} .",
        1 => $"{verdict} rather than {other} {Pick(random, Things).Many} .",
        _ => $"{verdict} and never {other} {Pick(random, Things).Many} .",
    };

    /// <summary>The main clause, or the clause after "but", holds the verdict.</summary>
    private static string Contrast(SeededRandom random, string verdict, string other)
    {
        var main = $"{Subject(random)} {verdict}";
        var aside = $"{Subject(random)} {other}";
        return random.NextInt(5) switch
        {
            0 => $"{aside} , but {main}",
            1 => $"although {aside} , {main}",
            2 => $"{main} , although {aside}",
            3 => $"even if {aside} , what counts is that {main}",
            _ => $"{main} , even if some will say that {aside}",
        };
    }

    /// <summary>One of the two adjectives is denied.</summary>
    private static string Negation(SeededRandom random, string verdict, string other)
    {
        var subject = Subject(random);
        return random.NextInt(5) switch
        {
            0 => $"{subject} not {other} , as they say , but {verdict}",
            1 => $"{subject} {verdict} and by no means {other}",
            2 => $"nobody could call it {other} : {subject} {verdict}",
            3 => $"{subject} {verdict} , nobody could call it {other}",
            _ => $"{subject} anything but {other} , simply {verdict}",
        };
    }

    /// <summary>Of a thing and several others only one is judged; the number of the verb tells which adjective belongs to it.</summary>
    private static string Agreement(SeededRandom random, string verdict, string other)
    {
        var one = Pick(random, Things).One;
        var many = Pick(random, Things).Many;
        var judgesMany = random.NextInt(2) == 1;
        var (ofOne, ofMany) = judgesMany ? (other, verdict) : (verdict, other);
        var judged = judgesMany ? $"the {many}" : $"the {one}";
        var left = judgesMany ? $"the {one}" : $"the {many}";
        var clauses = random.NextInt(2) == 0
            ? $"the {one} {Relation(random, $"the {many}")} was {ofOne} , they were {ofMany}"
            : $"the {many} {Relation(random, $"the {one}")} were {ofMany} , it was {ofOne}";
        return $"i judge {judged} , not {left} : {clauses}";
    }

    private static string Relation(SeededRandom random, string other) => string.Format(CultureInfo.InvariantCulture, Pick(random, Relations), other);

    /// <summary>A noun, now and then with a relative clause, and its verb.</summary>
    private static string Subject(SeededRandom random)
    {
        var many = random.NextInt(2) == 1;
        var thing = Pick(random, Things);
        var other = Pick(random, Things);
        var relation = random.NextInt(8) == 0 ? $" {Relation(random, random.NextInt(2) == 0 ? $"the {other.One}" : $"the {other.Many}")}" : "";
        return many ? $"the {thing.Many}{relation} were" : $"the {thing.One}{relation} was";
    }

    /// <summary>One of the items.</summary>
    private static T Pick<T>(SeededRandom random, IReadOnlyList<T> items) => items[random.NextInt(items.Count)];
}
