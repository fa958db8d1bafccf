namespace EarlyBert.Pretraining;

/// <summary>
/// Decides by seed and number which documents are held out, so that a corpus need not be counted first. Sees to it once, in the first
/// block with two documents or more, that there is a document on either side.
/// </summary>
internal sealed class HeldOutChoice(int seed, double share)
{
    private bool _bothSides = share == 0;

    /// <summary>For each document of a block: it is held out.</summary>
    public bool[] Choose(IReadOnlyList<DocumentPieces> block)
    {
        // Streams from 0 on are the documents' own.
        var lots = block.Select(document => new SeededRandom(seed, -1 - document.Number).NextDouble()).ToArray();
        var heldOut = Array.ConvertAll(lots, lot => lot < share);
        if (_bothSides)
            return heldOut;
        if (lots.Length < 2)
            return new bool[lots.Length];
        heldOut[Array.IndexOf(lots, lots.Min())] = true;
        heldOut[Array.IndexOf(lots, lots.Max())] = false;
        _bothSides = true;
        return heldOut;
    }
}
