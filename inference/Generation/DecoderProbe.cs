using Andamento.Inference.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Andamento.Inference.Generation;

/// <summary>A first run of a decoder, so that the first request is not the slowest, and to see what its file does not say.</summary>
internal static class DecoderProbe
{
    /// <summary>Runs two tokens without a past. True when the model gives logits for the last token only.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>: the model refuses to run.</exception>
    public static bool LogitsOfLastOnly(OnnxSession session, DecoderPorts ports, DeviceMemory memory)
    {
        using var empty = memory.Allocate(64);
        using var past = memory.View(empty, 0, ports.CacheType, [1, ports.KeyHeads, 0, ports.HeadSize]);
        using var binding = session.Bind();
        using var ids = OrtValue.CreateTensorValueFromMemory(new long[2], [1, 2]);
        using var mask = OrtValue.CreateTensorValueFromMemory(new long[] { 1, 1 }, [1, 2]);
        using var positions = OrtValue.CreateTensorValueFromMemory(new long[] { 0, 1 }, [1, 2]);
        using var hasPast = OrtValue.CreateTensorValueFromMemory(new bool[1], [1]);
        binding.BindInput(ports.InputIds, ids);
        if (ports.AttentionMask is { } maskName) binding.BindInput(maskName, mask);
        if (ports.PositionIds is { } positionsName) binding.BindInput(positionsName, positions);
        if (ports.UseCacheBranch is { } branchName) binding.BindInput(branchName, hasPast);
        foreach (var name in ports.Past) binding.BindInput(name, past);
        binding.BindOutputToDevice(ports.Logits, OrtMemoryInfo.DefaultInstance);
        foreach (var name in ports.Present) binding.BindOutputToDevice(name, memory.Info);
        try
        {
            session.Run(binding);
        }
        catch (OnnxRuntimeException refused)
        {
            throw new ModelException(ModelFailure.BadModel, $"The decoder does not run: {refused.Message}", refused);
        }

        using var outputs = binding.GetOutputValues();
        return outputs[0].GetTensorTypeAndShape().Shape[1] == 1;
    }
}
