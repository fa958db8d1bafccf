using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;
using Sentiment.Web;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(services => SentimentModel.Load(services.GetRequiredService<IConfiguration>()["Model"] ?? "sentiment.zip"));
// An engine serves one request at a time; the pool makes as many as there are requests at once, and keeps them.
builder.Services.AddSingleton<ObjectPool<PredictionEngine<Input, Output>>>(services => new DefaultObjectPool<PredictionEngine<Input, Output>>(services.GetRequiredService<SentimentModel>(), maximumRetained: Environment.ProcessorCount * 2));
builder.Services.AddHealthChecks().AddCheck<ModelHealth>("model");
// Requests that are being answered get this long when the service is told to stop.
builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(20));

var app = builder.Build();
app.Services.GetRequiredService<SentimentModel>(); // A model that does not load stops the service at its start, not at the first request.
app.MapHealthChecks("/health");

app.MapPost("/predict", (Input input, ObjectPool<PredictionEngine<Input, Output>> engines) =>
{
    if (Faults.Of(input) is { } fault)
        return Results.BadRequest(new { error = fault });
    var engine = engines.Get();
    try
    {
        return Results.Ok(Answer.Of(engine.Predict(input)));
    }
    finally
    {
        engines.Return(engine);
    }
});

// Many texts at once are scored in batches, sorted by length: several times faster than one after the other.
app.MapPost("/predict/batch", (Input[] inputs, SentimentModel model) =>
    inputs.Select(Faults.Of).FirstOrDefault(fault => fault is not null) is { } fault
        ? Results.BadRequest(new { error = fault })
        : inputs.Length > Faults.LargestBatch
            ? Results.BadRequest(new { error = $"There are {inputs.Length} texts; a call takes up to {Faults.LargestBatch}." })
            : Results.Ok(model.Score(inputs).Select(Answer.Of)));

await app.RunAsync();
