using Andamento.Inference;
using Microsoft.ML.OnnxRuntime;

namespace Andamento.Bench.Inference;

/// <summary>
/// ONNX Runtime as a program without a server would use it: one session with the runtime's own settings, values that stay, one
/// caller.
/// </summary>
internal sealed class RawModel : IDisposable
{
    private readonly RunOptions _options = new();

    public RawModel(string file, ModelLoadOptions options)
    {
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        if (options.Cuda) settings.AppendExecutionProvider_CUDA(options.DeviceIndex);
        Session = new(file, settings);
    }

    public InferenceSession Session { get; }

    /// <summary>Runs, and forgets what came out.</summary>
    public void Run(IReadOnlyCollection<OrtValue> inputs)
    {
        using var outputs = Session.Run(_options, Session.InputNames, inputs, Session.OutputNames);
        outputs[0].GetTensorDataAsSpan<float>();
    }

    public void Dispose()
    {
        Session.Dispose();
        _options.Dispose();
    }
}
