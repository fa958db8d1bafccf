using EarlyBert.Bert;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Bert;

/// <summary>Both heads of pre-training against the recorded numbers, and the shortcut of the last layer against the whole one.</summary>
public class PreTrainingParityTests
{
    private const string Folder = "05-pretraining";

    [Fact]
    public void Forward_EveryTokenRead_GivesRecordedScores()
    {
        using var model = Create();
        using var scope = NewDisposeScope();
        var expected = GoldenModel.Read($"{Folder}/outputs.safetensors");
        var everywhere = arange(4 * 13, dtype: ScalarType.Int64);

        var (words, next) = model.call(new PretrainingInput(GoldenModel.Batch().Input, everywhere, everywhere));

        GoldenModel.AssertClose(expected["prediction_scores"], words.reshape(4, 13, 99), "prediction scores");
        GoldenModel.AssertClose(expected["seq_relationship_scores"], next, "next-sentence scores");
    }

    [Fact]
    public void Backward_MaskedTokensRead_GivesRecordedLossesAndGradients()
    {
        using var model = Create();
        using var scope = NewDisposeScope();
        var expected = GoldenModel.Read($"{Folder}/outputs.safetensors");
        var scalars = GoldenData.Settings(Folder).GetProperty("scalars");
        var labels = expected["masked_lm_labels"].data<long>().ToArray();

        // Six masked tokens in rows of at most three: slots of token 0, the masked ones, token 0 again.
        var masked = Enumerable.Range(0, 4).Select(row => Enumerable.Range(0, 13).Where(t => labels[(row * 13) + t] != -100).ToArray()).ToArray();
        var most = 1 + masked.Max(row => row.Length);
        var slots = masked.SelectMany((row, r) => new[] { 0 }.Concat(row).Concat(Enumerable.Repeat(0, most - 1 - row.Length)).Select(t => (r * 13L) + t)).ToArray();
        var places = masked.SelectMany((row, r) => row.Select((_, i) => ((long)r * most) + 1 + i)).ToArray();
        var words = masked.SelectMany((row, r) => row.Select(t => labels[(r * 13) + t])).ToArray();

        var (wordScores, nextScores) = model.call(new PretrainingInput(GoldenModel.Batch().Input, tensor(slots), tensor(places)));
        var wordLoss = nn.functional.cross_entropy(wordScores, tensor(words));
        var nextLoss = nn.functional.cross_entropy(nextScores, expected["next_sentence_label"]);
        wordLoss.add(nextLoss).backward();

        Assert.Equal(6, words.Length);
        Assert.Equal(scalars.GetProperty("masked_lm_loss").GetDouble(), wordLoss.item<float>(), 1e-5);
        Assert.Equal(scalars.GetProperty("next_sentence_loss").GetDouble(), nextLoss.item<float>(), 1e-5);
        var gradients = GoldenModel.Read($"{Folder}/gradients.safetensors");
        foreach (var (name, parameter) in model.named_parameters())
            GoldenModel.AssertClose(gradients[name], parameter.grad ?? zeros_like(parameter), name);
    }

    private static BertForPreTraining Create()
    {
        var model = new BertForPreTraining(GoldenModel.Config, coefficients: true);
        StateDict.Load(model, GoldenModel.Read($"{Folder}/weights.safetensors"), Folder);
        model.train();
        return model;
    }
}
