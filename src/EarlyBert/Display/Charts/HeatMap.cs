namespace EarlyBert.Display.Charts;

/// <summary>A square of cells painted by value, with or without the numbers in them, and a scale below.</summary>
internal sealed record HeatMap
{
    /// <summary>Cells of a row up to which each tells its value when it is pointed at.</summary>
    private const int TalkingCells = 40;

    /// <summary>Letters of a row's name at most.</summary>
    private const int MostLetters = 14;

    /// <summary>Width of a letter, as large as phones show it.</summary>
    private const double LetterWidth = 8.4;

    private const double Top = 8;
    private const double Right = 10;

    public required string Title { get; init; }

    /// <summary>What is to be seen, in words.</summary>
    public required string Description { get; init; }

    /// <summary>[row][column]; rows from top to bottom.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Values { get; init; }

    public required IReadOnlyList<string> RowNames { get; init; }

    public required IReadOnlyList<string> ColumnNames { get; init; }

    /// <summary>What the rows are.</summary>
    public required string RowTitle { get; init; }

    /// <summary>What the columns are.</summary>
    public required string ColumnTitle { get; init; }

    /// <summary>What the numbers in the cells say; null: they are not written.</summary>
    public Func<int, int, string>? CellText { get; init; }

    /// <summary>The value of the darkest paint.</summary>
    public required double Most { get; init; }

    /// <summary>What the scale counts.</summary>
    public required string ScaleName { get; init; }

    /// <summary>Height of the map over its width.</summary>
    public double Aspect { get; init; } = 1;

    /// <summary>Room for the rows' names and what they are.</summary>
    private double Left => 34 + (LetterWidth * Math.Clamp(RowNames.Max(name => name.Length), 3, MostLetters));

    public Html ToHtml()
    {
        var (rows, columns) = (Values.Count, Values[0].Count);
        var width = Plane.Width - Left - Right;
        var height = width * Aspect;
        double cellWidth = width / columns, cellHeight = height / rows;
        var letters = Math.Max(7, (int)(cellWidth / LetterWidth)); // of a column's name
        var gap = columns > 24 ? 0 : 1.2;
        var cells = Values.Index().SelectMany(row => row.Item.Index().Select(cell => Cell(row.Index, cell.Index, cell.Item)));
        return Drawing.Of(Title, Description, Top + height + 88, Html.Of($"""
            <text transform="rotate(-90 14 {Top + (height / 2)})" x="14" y="{Top + (height / 2)}" text-anchor="middle">{RowTitle}</text>
            {cells}
            {Named(rows, cellHeight, 20).Select(index => Html.Of($"<text x=\"{Left - 6}\" y=\"{Top + ((index + 0.5) * cellHeight) + 4}\" text-anchor=\"end\">{SafeText.Shorten(RowNames[index], MostLetters)}</text>"))}
            {Named(columns, cellWidth, (LetterWidth * Math.Min(letters, ColumnNames.Max(name => name.Length))) + 8).Select(index => Html.Of($"<text x=\"{Left + ((index + 0.5) * cellWidth)}\" y=\"{Top + height + 17}\" text-anchor=\"middle\">{SafeText.Shorten(ColumnNames[index], letters)}</text>"))}
            <text x="{Plane.Width - Right}" y="{Top + height + 37}" text-anchor="end">{ColumnTitle}</text>
            {Scale(Top + height + 56)}
            """));

        Html Cell(int row, int column, double value)
        {
            var step = Palette.RampStep(Most > 0 ? value / Most : 0);
            var (x, y) = (Left + (column * cellWidth), Top + (row * cellHeight));
            var title = columns > TalkingCells ? Html.Empty : Html.Of($"<title>{RowNames[row]}, {ColumnNames[column]}: {CellText?.Invoke(row, column) ?? DataTable.Number(value)}</title>");
            var number = CellText is null ? Html.Empty : Html.Of($"<text class=\"cell t{step}\" x=\"{x + (cellWidth / 2)}\" y=\"{y + (cellHeight / 2) + 5}\" text-anchor=\"middle\">{CellText(row, column)}</text>");
            return Html.Of($"<rect class=\"h{step}\" x=\"{x}\" y=\"{y}\" width=\"{cellWidth - gap}\" height=\"{cellHeight - gap}\">{title}</rect>{number}");
        }
    }

    /// <summary>The rows or columns whose names find room: all of them, or every second, third and so on, and always the last.</summary>
    private static IEnumerable<int> Named(int count, double room, double needed)
    {
        var every = Math.Max(1, (int)Math.Ceiling(needed / room));
        return Enumerable.Range(0, count).Where(index => (count - 1 - index) % every == 0);
    }

    private Html Scale(double y)
    {
        const double width = 11;
        return Html.Of($"""
            <text x="{Left}" y="{y + 11}" text-anchor="end" dx="-6">0</text>
            {Enumerable.Range(0, Palette.RampSteps).Select(step => Html.Of($"<rect class=\"h{step}\" x=\"{Left + (step * width)}\" y=\"{y}\" width=\"{width + 0.3}\" height=\"14\"/>"))}
            <text x="{Left + (Palette.RampSteps * width) + 6}" y="{y + 11}">{DataTable.Number(Math.Round(Most, 3))} {ScaleName}</text>
            """);
    }
}
