using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML;

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

    public static void Save(string path, ModelManifest manifest, TextClassifier model) =>
        AtomicFile.Write(path, stream => Write(stream, manifest, model));

    public static void Write(Stream stream, ModelManifest manifest, TextClassifier model)
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

    public static (ModelManifest Manifest, TextClassifier Model) Load(string path, string kind, int? gpuDeviceId, bool fallbackToCpu)
    {
        if (!File.Exists(path))
            throw new EarlyBertException($"There is no model file '{path}'; give the path that the transformer was saved to.");
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, kind, path, gpuDeviceId, fallbackToCpu);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new EarlyBertException($"'{path}' may not be read ({fault.Message.TrimEnd('.')}); check its permissions.", fault);
        }
    }

    public static (ModelManifest Manifest, TextClassifier Model) Read(Stream stream, string kind, string source, int? gpuDeviceId, bool fallbackToCpu)
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
        var manifest = Parse(content.AsSpan(0, length), content.AsSpan(length), kind, source);
        return (manifest, TextClassifier.Read(stream, source, gpuDeviceId, fallbackToCpu));
    }

    // ---- inside ML.NET's zip --------------------------------------------------------------------------------------

    public static void Save(ModelSaveContext context, string modelSignature, string loaderSignature, ModelManifest manifest, TextClassifier model)
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

    /// <param name="context">A <c>ModelLoadContext</c>.</param>
    /// <param name="kind">The kind that is wanted.</param>
    /// <param name="gpuDeviceId">CUDA device; null: CPU.</param>
    /// <param name="fallbackToCpu">Use the CPU where there is no such device.</param>
    public static (ModelManifest Manifest, TextClassifier Model) Load(object context, string kind, int? gpuDeviceId, bool fallbackToCpu)
    {
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
        TextClassifier? model = null;
        try
        {
            if (!MlNetInterop.LoadStream(context, ModelStream, stream => model = TextClassifier.Read(stream.BaseStream, source, gpuDeviceId, fallbackToCpu)))
                throw new EarlyBertException($"'{source}' lacks its entry {ModelStream}; get the file again or save the model again.");
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            // The zip's own entry does not decompress.
            throw new EarlyBertException($"'{source}' is damaged ({fault.Message.TrimEnd('.')}); get the file again or save the model again.", fault);
        }

        return (manifest, model!);
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
