using System.Runtime.InteropServices;
using Andamento.Inference.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Andamento.Inference.Generation;

/// <summary>Memory where keys and values live: beside the processor that computes. All that differs between devices is here.</summary>
internal abstract class DeviceMemory : IDisposable
{
    /// <summary>The memory of the device that the options name.</summary>
    public static DeviceMemory Of(OnnxSession session, ModelLoadOptions options) =>
        options.Cuda ? new CudaMemory(session, options.DeviceIndex) : new HostMemory();

    /// <summary>What the runtime calls it.</summary>
    public abstract OrtMemoryInfo Info { get; }

    /// <summary>Most bytes to take when nobody said: what this device can surely spare.</summary>
    public abstract long Spare { get; }

    /// <summary>Takes memory. Its content is anything.</summary>
    public abstract DeviceBlock Allocate(long bytes);

    /// <summary>Copies inside the device.</summary>
    public abstract void Copy(DeviceBlock from, long fromOffset, DeviceBlock to, long toOffset, long bytes);

    /// <summary>Makes bytes zero.</summary>
    public abstract void Clear(DeviceBlock block, long offset, long bytes);

    /// <summary>A part of a block as a tensor. It must be disposed before the block.</summary>
    public OrtValue View(DeviceBlock block, long offset, TensorElementType type, long[] shape) =>
        OrtValue.CreateTensorValueWithData(Info, type, shape, checked((nint)(block.Address + offset)), block.Bytes - offset);

    public abstract void Dispose();

    private sealed class HostMemory : DeviceMemory
    {
        public override OrtMemoryInfo Info => OrtMemoryInfo.DefaultInstance;

        public override long Spare => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

        // The system gives pages when they are first touched: a block that is never filled costs next to nothing.
        public override unsafe DeviceBlock Allocate(long bytes)
        {
            var address = NativeMemory.AlignedAlloc((nuint)Math.Max(64, bytes), 64);
            return new((nint)address, bytes, () => NativeMemory.AlignedFree(address));
        }

        public override unsafe void Copy(DeviceBlock from, long fromOffset, DeviceBlock to, long toOffset, long bytes) =>
            Buffer.MemoryCopy((byte*)from.Address + fromOffset, (byte*)to.Address + toOffset, to.Bytes - toOffset, bytes);

        public override unsafe void Clear(DeviceBlock block, long offset, long bytes) =>
            NativeMemory.Clear((byte*)block.Address + offset, (nuint)bytes);

        public override void Dispose()
        {
        }
    }

    private sealed class CudaMemory : DeviceMemory
    {
        private readonly OrtAllocator _allocator;

        public CudaMemory(OnnxSession session, int device)
        {
            Info = new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, device, OrtMemType.Default);
            _allocator = session.Allocator(Info);
        }

        public override OrtMemoryInfo Info { get; }

        // The runtime does not tell what is free; an operator who knows says more.
        public override long Spare => 4L << 30;

        public override DeviceBlock Allocate(long bytes)
        {
            if (bytes > uint.MaxValue)
                throw new ModelException(ModelFailure.BadModel, $"One layer's cache would take {bytes:N0} bytes; lower the concurrency or max_length.");
            var allocation = _allocator.Allocate((uint)Math.Max(256, bytes));
            return new(allocation.DangerousGetHandle(), bytes, allocation.Dispose);
        }

        public override void Copy(DeviceBlock from, long fromOffset, DeviceBlock to, long toOffset, long bytes)
        {
            using var source = View(from, fromOffset, TensorElementType.UInt8, [bytes]);
            using var target = View(to, toOffset, TensorElementType.UInt8, [bytes]);
            OrtEnv.Instance().CopyTensors([source], [target], null);
        }

        public override void Clear(DeviceBlock block, long offset, long bytes)
        {
            using var zeros = OrtValue.CreateTensorValueFromMemory(new byte[bytes], [bytes]);
            using var target = View(block, offset, TensorElementType.UInt8, [bytes]);
            OrtEnv.Instance().CopyTensors([zeros], [target], null);
        }

        public override void Dispose()
        {
            _allocator.Dispose();
            Info.Dispose();
        }
    }
}

/// <summary>Memory of a device.</summary>
internal sealed class DeviceBlock(nint address, long bytes, Action free) : IDisposable
{
    private Action? _free = free;

    public nint Address { get; } = address;

    public long Bytes { get; } = bytes;

    public void Dispose()
    {
        _free?.Invoke();
        _free = null;
    }
}
