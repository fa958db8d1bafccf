using EarlyBert.Tickets;
using EarlyBert.Weights;

namespace EarlyBert.Cli.Doctor;

/// <summary>Looks at a ticket, and at the model beside it that should be pruned to it.</summary>
internal static class TicketCheck
{
    /// <exception cref="EarlyBertException">It is no ticket, or a damaged one.</exception>
    public static IEnumerable<Finding> Look(string path)
    {
        var ticket = EarlyBirdTicket.Load(path);
        yield return new Finding($"'{path}' is a ticket for {ticket.Layers} layers with {ticket.Heads} heads and {ticket.Neurons} neurons; " +
            $"it keeps {ticket.KeptHeads.Sum(layer => layer.Count)} heads and {ticket.KeptNeurons.Sum(layer => layer.Count)} neurons.");
        foreach (var warning in ticket.Warnings)
            yield return Finding.Note($"{warning.TrimEnd('.')}.");
        if (ticket.DistanceTrace is [.., { Tied: true }])
            yield return Finding.Note("Its coefficients were still equal at the threshold when it was drawn, so that the choice among them means nothing; draw later.");
        if (ticket.KeptHeads.Sum(layer => layer.Count) == ticket.Layers * ticket.Heads && ticket.KeptNeurons.Sum(layer => layer.Count) == ticket.Layers * ticket.Neurons)
            yield return Finding.Note("It prunes nothing; draw it with larger ratios.");

        var model = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "model");
        if (!File.Exists(Path.Combine(model, "config.json")))
            yield break;
        var config = HuggingFaceFolder.ReadConfig(model);
        if (config.NumHiddenLayers != ticket.Layers || config.NumAttentionHeads != ticket.Heads || config.IntermediateSize != ticket.Neurons)
            yield return Finding.Fault($"The model in '{model}' has {config.NumHiddenLayers} layers with {config.NumAttentionHeads} heads and {config.IntermediateSize} neurons, which is not the ticket's shape; one of the two belongs to another run.");
        else if (!Same(config.KeptHeads, ticket.KeptHeads) || !Same(config.KeptNeurons, ticket.KeptNeurons))
            yield return Finding.Fault($"The model in '{model}' keeps other heads or neurons than the ticket; one of the two belongs to another run.");
    }

    private static bool Same(IReadOnlyList<IReadOnlyList<int>>? model, IReadOnlyList<IReadOnlyList<int>> ticket) =>
        model is not null && model.Count == ticket.Count && model.Zip(ticket).All(layer => layer.First.SequenceEqual(layer.Second));
}
