namespace EarlyBert.Cli.Tests.Commands;

public sealed class WrongUsageTests
{
    [Theory]
    [InlineData("", "command")]
    [InlineData("frobnicate", "frobnicate")]
    [InlineData("ticket", "command")]
    [InlineData("finetune --train a --text 0 --label 1 --scratch tiny", "--out")]
    [InlineData("finetune --out o --scratch tiny", "--train")]
    [InlineData("finetune --out o --scratch tiny --train a --label 1", "--text is missing")]
    [InlineData("finetune --out o --scratch tiny --train a --text 1", "--label is missing")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --vocab v", "--scratch")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --scratch tiny --pretrained p", "exclude each other")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --scratch huge", "Scratch is 'huge'")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --pretrained p --vocab-size 9", "--vocab-size")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --scratch tiny --vocab v --vocab-size 99", "exclude each other")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --scratch tiny --head-ratio 1", "HeadRatio is 1")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --scratch tiny --neuron-ratio -0.1", "NeuronRatio is -0.1")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --scratch tiny --draw-at soon", "'soon' is no draw schedule")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --scratch tiny --draw-at 1.5", "Schedule is fraction:1.5")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --scratch tiny --epochs many", "many")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --scratch tiny --strategy lazy", "early-bird, dense, random, matched")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --scratch tiny --strategy dense --ticket t", "--ticket")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --scratch tiny --adam sgd", "torch, transformers")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --scratch tiny --missing-label guess", "error, skip")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --scratch tiny --separator ab", "--separator is 'ab'")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --scratch tiny --threads -1", "--threads is -1")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --scratch tiny --gpu -1", "--gpu is -1")]
    [InlineData("finetune --out o --scratch tiny --task sst2", "--data")]
    [InlineData("finetune --out o --scratch tiny --data d", "--task")]
    [InlineData("finetune --out o --scratch tiny --task imdb --data d", "'imdb' is no task")]
    [InlineData("finetune --out o --scratch tiny --task sst2 --data d --train a", "--train")]
    [InlineData("finetune --out o --scratch tiny --task stsb --data d --regression", "--regression")]
    [InlineData("finetune --out o --task squad", "--train")]
    [InlineData("finetune --out o --task squad --data d --dev f", "exclude each other")]
    [InlineData("finetune --out o --task squad --train f --text 0", "--text")]
    [InlineData("finetune --out o --task squad --train f --label-separator ,", "--label-separator")]
    [InlineData("finetune --out o --task squad --train f --doc-stride 0", "Windows.Stride is 0")]
    [InlineData("finetune --out o --train a --text 0 --label 1 --doc-stride 9", "--task squad")]
    [InlineData("predict --model m --question q", "--context and --question")]
    [InlineData("predict --model m --question q --context c text", "exclude each other")]
    [InlineData("sweep --train a --text 0 --label 1", "--out")]
    [InlineData("sweep --out o --train a --text 0 --label 1 --budget soon", "'soon' is no budget")]
    [InlineData("sweep --out o --train a --text 0 --label 1 --tuner best", "random, grid, cost-frugal")]
    [InlineData("sweep --out o --train a --text 0 --label 1 --strategy dense", "--strategy does not go with a sweep")]
    [InlineData("sweep --out o --train a --text 0 --label 1 --ticket t", "--ticket does not go with a sweep")]
    [InlineData("sweep --out o --train a --text 0 --label 1 --longest-trial 3trials", "--longest-trial is '3trials'")]
    [InlineData("evaluate --dev d --text 0 --label 1", "--model")]
    [InlineData("predict text", "--model")]
    [InlineData("predict text --model m --text-file f", "exclude each other")]
    [InlineData("ticket draw --search s", "--out")]
    [InlineData("ticket draw --search s --out o --head-ratio 2", "HeadRatio is 2")]
    [InlineData("ticket draw --search s --out o --rule best", "exact, quantile")]
    [InlineData("ticket show", "'show'")]
    [InlineData("ticket compare one", "'compare'")]
    [InlineData("convert --model m", "--out")]
    [InlineData("prune --model m --out o", "--ticket")]
    [InlineData("prune --model m --out o --ticket t --heads h", "exclude each other")]
    [InlineData("submit --model m --task imdb --data d --out o", "'imdb' is no task")]
    [InlineData("convert --model m --out o --dtype int8", "float32, float16, bfloat16")]
    [InlineData("demo --corpus film", "auto, mail, grammar")]
    [InlineData("demo --rows 3", "--rows is 3")]
    public void Run_WrongUsage_ExitsWith2AndSaysWhy(string arguments, string reason)
    {
        var result = CliRun.Of(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, result.Code);
        Assert.Contains(reason, result.Error);
        Assert.Contains("--help'", result.Error);
        Assert.Empty(result.Out);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("finetune --help")]
    [InlineData("ticket draw --help")]
    public void Run_Help_ExitsWith0(string arguments) => Assert.NotEmpty(CliRun.Of(arguments.Split(' ')).Succeeded().Out);

    [Fact]
    public void Run_Help_NamesTheProgramAsItIsTyped() => Assert.Contains("earlybert finetune [options]", CliRun.Of("finetune", "--help").Out);
}
