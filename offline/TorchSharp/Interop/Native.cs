using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The functions of offline/native/earlybert_torch.cpp. An int result named by <see cref="Check"/> is 0 for success.</summary>
internal static unsafe partial class Native
{
    private const string Library = "earlybert_torch";

    [LibraryImport(Library)] private static partial byte* earlybert_error();
    [LibraryImport(Library)] private static partial byte* earlybert_version();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint earlybert_operator(string name, string overload);
    [LibraryImport(Library)] internal static partial int earlybert_call(nint op, Value* arguments, int count, int keep, Value** results, int* resultCount);

    [LibraryImport(Library)] internal static partial void earlybert_release(nint tensor);
    [LibraryImport(Library)] internal static partial nint earlybert_share(nint tensor);
    [LibraryImport(Library)] internal static partial int earlybert_empty(long* sizes, int dimensions, int dtype, out nint tensor);
    [LibraryImport(Library)] internal static partial int earlybert_from_blob(nint data, long size, int dtype, delegate* unmanaged<nint, void> release, nint token, out nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int earlybert_dim(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial void earlybert_sizes(nint tensor, long* sizes);
    [LibraryImport(Library), SuppressGCTransition] internal static partial void earlybert_strides(nint tensor, long* strides);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long earlybert_numel(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long earlybert_storage_offset(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int earlybert_is_contiguous(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int earlybert_dtype(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long earlybert_element_size(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int earlybert_device_type(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int earlybert_device_index(nint tensor);
    [LibraryImport(Library)] internal static partial int earlybert_data(nint tensor, out nint data);

    [LibraryImport(Library), SuppressGCTransition] internal static partial int earlybert_requires_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int earlybert_set_requires_grad(nint tensor, int value);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int earlybert_is_leaf(nint tensor);
    [LibraryImport(Library)] internal static partial int earlybert_retain_grad(nint tensor);
    [LibraryImport(Library)] internal static partial nint earlybert_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int earlybert_set_grad(nint tensor, nint grad);
    [LibraryImport(Library)] internal static partial int earlybert_backward(nint* tensors, int count, nint* gradients, int gradientCount, int retainGraph, int createGraph, nint* inputs, int inputCount);
    [LibraryImport(Library)] internal static partial int earlybert_gradients(nint* outputs, int outputCount, nint* inputs, int inputCount, nint* gradients, int gradientCount, int retainGraph, int createGraph, int allowUnused, nint* results);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int earlybert_grad_enabled();
    [LibraryImport(Library), SuppressGCTransition] internal static partial void earlybert_set_grad_enabled(int value);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int earlybert_inference_enabled();
    [LibraryImport(Library)] internal static partial nint earlybert_inference_begin(int value);
    [LibraryImport(Library)] internal static partial void earlybert_inference_end(nint guard);

    [LibraryImport(Library)] internal static partial int earlybert_manual_seed(long seed);
    [LibraryImport(Library)] internal static partial int earlybert_generator(long seed, out nint generator);
    [LibraryImport(Library)] internal static partial int earlybert_default_generator(out nint generator);
    [LibraryImport(Library)] internal static partial void earlybert_generator_release(nint generator);
    [LibraryImport(Library)] internal static partial int earlybert_generator_seed(nint generator, long seed);
    [LibraryImport(Library)] internal static partial long earlybert_generator_initial_seed(nint generator);
    [LibraryImport(Library)] internal static partial int earlybert_generator_state(nint generator, out nint state);
    [LibraryImport(Library)] internal static partial int earlybert_generator_set_state(nint generator, nint state);

    [LibraryImport(Library)] internal static partial int earlybert_num_threads();
    [LibraryImport(Library)] internal static partial int earlybert_set_num_threads(int count);
    [LibraryImport(Library)] internal static partial int earlybert_num_interop_threads();
    [LibraryImport(Library)] internal static partial int earlybert_set_num_interop_threads(int count);
    [LibraryImport(Library)] internal static partial int earlybert_cuda_count();
    [LibraryImport(Library)] internal static partial int earlybert_cuda_synchronize(long device);

    /// <summary>Throws what the real package throws for a native failure.</summary>
    internal static void Check(int status)
    {
        if (status != 0) throw new ExternalException(Marshal.PtrToStringUTF8((nint)earlybert_error()));
    }

    internal static string Version => Marshal.PtrToStringUTF8((nint)earlybert_version())!;
}
