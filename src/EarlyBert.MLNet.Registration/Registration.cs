using System.Runtime.CompilerServices;
using EarlyBert.MLNet;
using Microsoft.ML;

// The runtime shows ML.NET an attribute of an internal class only if this assembly may see that class.
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: LoadableClass(typeof(EarlyBertClassifierTransformer), typeof(EarlyBertClassifierTransformer), null, typeof(SignatureLoadModel), "EarlyBERT classifier", "EarlyBertClassifier")]
[assembly: LoadableClass(typeof(EarlyBertRegressorTransformer), typeof(EarlyBertRegressorTransformer), null, typeof(SignatureLoadModel), "EarlyBERT regressor", "EarlyBertRegressor")]
[assembly: LoadableClass(typeof(EarlyBertQuestionAnsweringTransformer), typeof(EarlyBertQuestionAnsweringTransformer), null, typeof(SignatureLoadModel), "EarlyBERT question answering", "EarlyBertAnswerer")]
[assembly: LoadableClass(typeof(EarlyBertFeaturizerTransformer), typeof(EarlyBertFeaturizerTransformer), null, typeof(SignatureLoadModel), "EarlyBERT featurizer", "EarlyBertFeaturizer")]
