using EarlyBert.Tickets;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Tests.Support;

/// <summary>One small model, trained once for all tests that only use one.</summary>
public sealed class TrainedModel : IDisposable
{
    public const int Rows = 96;

    public TrainedModel()
    {
        Context = new MLContext(seed: 5);
        Data = Context.Data.LoadFromEnumerable(Reviews.Make(Rows));
        Keys = Context.Transforms.Conversion.MapValueToKey("Label").Fit(Data);
        Transformer = Context.Transforms.EarlyBertClassifier(Options()).Fit(Keys.Transform(Data));
        Chain = new TransformerChain<ITransformer>(Keys, Transformer, Context.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(Transformer.Transform(Keys.Transform(Data))));
    }

    public MLContext Context { get; }

    public IDataView Data { get; }

    public ITransformer Keys { get; }

    public EarlyBertClassifierTransformer Transformer { get; }

    /// <summary>Label to key, classifier, predicted key to label.</summary>
    public TransformerChain<ITransformer> Chain { get; }

    /// <summary>The smallest model and enough steps to learn <see cref="Reviews"/>.</summary>
    public static EarlyBertClassifierOptions Options() => new()
    {
        EarlyBert = new EarlyBertOptions
        {
            Scratch = "tiny",
            VocabularySize = 120,
            MaxTokens = 24,
            Threads = 1,
            Search = { Schedule = DrawSchedule.AtStep(3), RecordedMasks = 3, LearningRate = 1e-3 },
            Train = { Epochs = 10, BatchSize = 8, LearningRate = 1e-3, LogEvery = 5 },
        },
    };

    /// <summary>The same with two steps: for tests that need a run but not its result.</summary>
    public static EarlyBertClassifierOptions QuickOptions()
    {
        var options = Options();
        options.EarlyBert.Search.Schedule = DrawSchedule.AtStep(1);
        options.EarlyBert.Search.RecordedMasks = 2;
        options.EarlyBert.Train.Epochs = 0.2;
        return options;
    }

    public void Dispose() => Transformer.Dispose();
}

/// <summary>Shares the model among the test classes that name this collection.</summary>
[CollectionDefinition(Name)]
public sealed class TrainedModelGroup : ICollectionFixture<TrainedModel>
{
    public const string Name = "trained model";
}
