using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet.Persistence;

/// <summary>
/// A transformer's manifest and model, in a file of our own and inside ML.NET's zip. The file: eight bytes of magic, the
/// length of the manifest (int32, little-endian), the manifest, its SHA-256, and what <see cref="TrainedBert.Write"/> writes.
/// </summary>
internal static class ModelFile
{
    private const int LargestManifest = 64 << 20;
    private const uint ModelVersion = 0x00010001;
    private const string ModelStream = "Model.bin";

    private static ReadOnlySpan<byte> Magic => "EBMODEL1"u8;

    // ---- a file of our own ----------------------------------------------------------------------------------------

    public static void Save(string path, ModelManifest manifest, TrainedBert model) =>
        AtomicFile.Write(path, stream => Write(stream, manifest, model));

    public static void Write(Stream stream, ModelManifest manifest, TrainedBert model)
    {
        var json = Encoding.UTF8.GetBytes(manifest.ToJson());
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, json.Length);
        stream.Write(Magic);
        stream.Write(length);
        stream.Write(json);
        stream.Write(SHA256.HashData(json));
        model.Write(stream);
    }

    /// <summary>Reads a model, as the <c>Read</c> of its class does.</summary>
    public delegate TModel ModelReader<out TModel>(Stream stream, string source, int? gpuDeviceId, bool fallbackToCpu);

    /// <summary>Makes a transformer of what was read; <paramref name="source"/> is named in messages.</summary>
    public delegate T Assembler<in TModel, out T>(IHostEnvironment environment, ModelManifest manifest, TModel model, string source);

    /// <summary>Reads a transformer from a file of our own, onto the context's device.</summary>
    /// <param name="context">The context.</param>
    /// <param name="path">The file.</param>
    /// <param name="kind">The kind that is wanted.</param>
    /// <param name="read">Reads the model.</param>
    /// <param name="assemble">Makes the transformer; where it throws, the model is freed.</param>
    public static T Load<TModel, T>(MLContext context, string path, string kind, ModelReader<TModel> read, Assembler<TModel, T> assemble) where TModel : TrainedBert
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new EarlyBertException($"There is no model file '{path}'; give the path that the transformer was saved to.");
        try
        {
            using var stream = File.OpenRead(path);
            var manifest = ReadManifest(stream, kind, path);
            return Assemble(context, manifest, read(stream, path, context.GpuDeviceId, context.FallbackToCpu), path, assemble);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new EarlyBertException($"'{path}' may not be read ({fault.Message.TrimEnd('.')}); check its permissions.", fault);
        }
    }

    private static ModelManifest ReadManifest(Stream stream, string kind, string source)
    {
        Span<byte> head = stackalloc byte[12];
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head[..8].SequenceEqual(Magic))
        {
            throw new EarlyBertException(
                $"'{source}' was not written by a transformer's Save, or is damaged; files of mlContext.Model.Save are read by mlContext.Model.Load, others have to be saved again.");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(head[8..]);
        if (length is < 0 or > LargestManifest || (stream.CanSeek && length > stream.Length - stream.Position))
            throw Truncated(source);
        var content = new byte[length + SHA256.HashSizeInBytes];
        if (stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) < content.Length)
            throw Truncated(source);
        return Parse(content.AsSpan(0, length), content.AsSpan(length), kind, source);
    }

    // ---- inside ML.NET's zip --------------------------------------------------------------------------------------

    public static void Save(ModelSaveContext context, string modelSignature, string loaderSignature, ModelManifest manifest, TrainedBert model)
    {
        var json = Encoding.UTF8.GetBytes(manifest.ToJson());
        var writer = MlNetInterop.BeginSave(context, modelSignature, ModelVersion, loaderSignature);
        writer.Write(json.Length);
        writer.Write(json);
        writer.Write(SHA256.HashData(json));
        MlNetInterop.SaveStream(context, ModelStream, stream =>
        {
            stream.Flush();
            model.Write(stream.BaseStream);
        });
    }

    /// <summary>Reads a transformer from inside ML.NET's zip, onto the context's device.</summary>
    /// <param name="environment">The context's.</param>
    /// <param name="context">A <c>ModelLoadContext</c>.</param>
    /// <param name="kind">The kind that is wanted.</param>
    /// <param name="read">Reads the model.</param>
    /// <param name="assemble">Makes the transformer; where it throws, the model is freed.</param>
    public static T Load<TModel, T>(IHostEnvironment environment, object context, string kind, ModelReader<TModel> read, Assembler<TModel, T> assemble) where TModel : TrainedBert
    {
        var (gpuDeviceId, fallbackToCpu) = (MlNetInterop.GpuDeviceId(environment), MlNetInterop.FallbackToCpu(environment));
        var source = $"the {kind} in the model file";
        var reader = MlNetInterop.BeginLoad(context);
        byte[] json, hash;
        try
        {
            var length = reader.ReadInt32();
            if (length is < 0 or > LargestManifest)
                throw Truncated(source);
            json = reader.ReadBytes(length);
            hash = reader.ReadBytes(SHA256.HashSizeInBytes);
        }
        catch (IOException)
        {
            throw Truncated(source);
        }

        var manifest = Parse(json, hash, kind, source);
        TModel? model = null;
        try
        {
            if (!MlNetInterop.LoadStream(context, ModelStream, stream => model = read(stream.BaseStream, source, gpuDeviceId, fallbackToCpu)))
                throw new EarlyBertException($"'{source}' lacks its entry {ModelStream}; get the file again or save the model again.");
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            // The zip's own entry does not decompress.
            throw new EarlyBertException($"'{source}' is damaged ({fault.Message.TrimEnd('.')}); get the file again or save the model again.", fault);
        }

        return Assemble(environment, manifest, model!, source, assemble);
    }

    private static T Assemble<TModel, T>(IHostEnvironment environment, ModelManifest manifest, TModel model, string source, Assembler<TModel, T> assemble) where TModel : TrainedBert
    {
        try
        {
            return assemble(environment, manifest, model, source);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static ModelManifest Parse(ReadOnlySpan<byte> json, ReadOnlySpan<byte> hash, string kind, string source)
    {
        if (!hash.SequenceEqual(SHA256.HashData(json)))
            throw new EarlyBertException($"'{source}' is damaged: the checksum of its description differs; get the file again or save the model again.");
        return ModelManifest.Parse(Encoding.UTF8.GetString(json), kind, source);
    }

    private static EarlyBertException Truncated(string source) =>
        new($"'{source}' is truncated or damaged; get the file again or save the model again.");
}
