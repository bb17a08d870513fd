using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Andamento.Inference.Onnx;

/// <summary>
/// The few calls of ONNX Runtime's C interface that a decoder makes for every layer at every step. The binding's own calls make an
/// object for each tensor and encode each name anew: kilobytes of garbage for each token. These make none.
/// </summary>
internal static unsafe partial class NativeTensors
{
    // The interface is a table of functions that only ever grows at its end; these are places in it since version 14, the one asked for.
    private const uint Version = 14;
    private const int ErrorMessage = 2, CreateTensorWithData = 49, ReleaseStatus = 93, ReleaseValue = 96, BindInputTo = 136, BindOutputTo = 137;

    private static readonly nint* Functions = ((delegate* unmanaged<uint, nint*>)(*OrtGetApiBase()))(Version);

    /// <summary>A tensor over memory that stays the caller's. The caller releases the tensor first.</summary>
    /// <exception cref="InvalidOperationException">The runtime refused; the message says why.</exception>
    public static nint Create(OrtMemoryInfo where, nint address, long bytes, TensorElementType type, ReadOnlySpan<long> shape)
    {
        nint tensor;
        fixed (long* axes = shape)
        {
            Check(((delegate* unmanaged<nint, nint, nuint, long*, nuint, int, nint*, nint>)Functions[CreateTensorWithData])(
                where.DangerousGetHandle(), address, (nuint)bytes, axes, (nuint)shape.Length, (int)type, &tensor));
        }

        return tensor;
    }

    /// <summary>Lets a tensor go. A binding that holds it keeps it alive.</summary>
    public static void Release(nint tensor) => ((delegate* unmanaged<nint, void>)Functions[ReleaseValue])(tensor);

    /// <summary>Binds a tensor as an input.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="name">The input's name in UTF-8, with a zero at its end.</param>
    /// <param name="tensor">From <see cref="Create"/>.</param>
    public static void BindInput(OrtIoBinding binding, ReadOnlySpan<byte> name, nint tensor) => Bind(BindInputTo, binding, name, tensor);

    /// <summary>Binds a tensor as an output, as <see cref="BindInput"/> does.</summary>
    public static void BindOutput(OrtIoBinding binding, ReadOnlySpan<byte> name, nint tensor) => Bind(BindOutputTo, binding, name, tensor);

    [LibraryImport("onnxruntime")]
    private static partial nint* OrtGetApiBase();

    private static void Bind(int function, OrtIoBinding binding, ReadOnlySpan<byte> name, nint tensor)
    {
        fixed (byte* text = name)
        {
            Check(((delegate* unmanaged<nint, byte*, nint, nint>)Functions[function])(binding.DangerousGetHandle(), text, tensor));
        }
    }

    private static void Check(nint status)
    {
        if (status == 0) return;

        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)Functions[ErrorMessage])(status));
        ((delegate* unmanaged<nint, void>)Functions[ReleaseStatus])(status);
        throw new InvalidOperationException($"ONNX Runtime refused a tensor: {message}");
    }
}
