using Andamento.Inference;
using Microsoft.ML.OnnxRuntime;

namespace Andamento.Bench.Inference;

/// <summary>
/// ONNX Runtime as a program without a server would use it: one session with the runtime's own settings, values that stay, one
/// caller.
/// </summary>
/// <remarks>Its threads spin while they wait. On a machine that is used otherwise too, those that sleep, as ours do, get further.</remarks>
internal sealed class RawModel : IDisposable
{
    private readonly RunOptions _options = new();

    public RawModel(string file, ModelLoadOptions options, bool sleeps = false)
    {
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        if (sleeps) settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
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
