using System.Text.Json.Serialization;

namespace EarlyBert.Cli.Reports.Data;

/// <summary>A row of a validation set and what the trained model said of it; a line of <c>predictions.jsonl</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ClassPrediction), "class")]
[JsonDerivedType(typeof(LabelsPrediction), "labels")]
[JsonDerivedType(typeof(ValuePrediction), "value")]
[JsonDerivedType(typeof(AnswerPrediction), "answer")]
internal abstract record Prediction;
