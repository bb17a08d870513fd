using Microsoft.ML.OnnxRuntime;

namespace Andamento.Inference.Onnx;

/// <summary>A model file in the runtime's memory. Runs may overlap.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string[] _inputNames, _outputNames;

    private OnnxSession(InferenceSession session)
    {
        _session = session;
        Inputs = [.. session.InputNames.Select(name => ModelPort.Of(name, session.InputMetadata[name]))];
        Outputs = [.. session.OutputNames.Select(name => ModelPort.Of(name, session.OutputMetadata[name]))];
        _inputNames = [.. Inputs.Select(input => input.Name)];
        _outputNames = [.. Outputs.Select(output => output.Name)];
    }

    /// <summary>What the model takes, in the file's order.</summary>
    public IReadOnlyList<ModelPort> Inputs { get; }

    /// <summary>What it gives, in the file's order.</summary>
    public IReadOnlyList<ModelPort> Outputs { get; }

    /// <summary>Reads a model file. Takes seconds for a large one, on the calling thread.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Where and how it runs.</param>
    /// <param name="oneAtATime">Runs never overlap.</param>
    /// <exception cref="ModelException">The file or the device cannot be used.</exception>
    public static OnnxSession Open(string path, ModelLoadOptions options, bool oneAtATime = false)
    {
        using var settings = Settings(options, oneAtATime);
        try
        {
            return new OnnxSession(new InferenceSession(path, settings));
        }
        catch (OnnxRuntimeException broken)
        {
            throw new ModelException(
                ModelFailure.BadModel, $"{Path.GetFileName(path)} cannot be loaded: {broken.Message}", broken);
        }
    }

    /// <summary>Runs the model on the calling thread.</summary>
    /// <param name="inputs">One value for each of <see cref="Inputs"/>. They stay the caller's.</param>
    /// <exception cref="OnnxRuntimeException">The model refused its input, or failed.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(IReadOnlyCollection<OrtValue> inputs) =>
        _session.Run(_options, _inputNames, inputs, _outputNames);

    /// <summary>Binds values to names once for many runs. The binding is the caller's, and used by one run at a time.</summary>
    public OrtIoBinding Bind() => _session.CreateIoBinding();

    /// <summary>Runs the model on the calling thread with what is bound.</summary>
    /// <exception cref="OnnxRuntimeException">The model refused its input, or failed.</exception>
    public void Run(OrtIoBinding binding) => _session.RunWithBinding(_options, binding);

    /// <summary>Memory on the device that computes. It is the caller's, and must go before the model does.</summary>
    public OrtAllocator Allocator(OrtMemoryInfo where) => new(_session, where);

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }

    private static SessionOptions Settings(ModelLoadOptions options, bool oneAtATime)
    {
        // The arena makes runs of changing shapes cheap; patterns of past shapes would be planned in vain.
        var settings = new SessionOptions
        {
            EnableCpuMemArena = true,
            EnableMemoryPattern = false,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = options.Threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        try
        {
            AddWaiting(settings, oneAtATime);
            if (options.Cuda) UseCuda(settings, options);
            return settings;
        }
        catch
        {
            settings.Dispose();
            throw;
        }
    }

    // Threads that wait for their part of the next operator of a run find it within microseconds, and waking them costs more. Where
    // runs overlap, another one has work for their processor; and between runs they sleep always: other models and the rest of the
    // server share these cores.
    private static void AddWaiting(SessionOptions settings, bool oneAtATime)
    {
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", oneAtATime ? "1" : "0");
        settings.AddSessionConfigEntry("session.intra_op.spin_duration_us", "100");
        settings.AddSessionConfigEntry("session.force_spinning_stop", "1");
    }

    private static void UseCuda(SessionOptions settings, ModelLoadOptions options)
    {
        if (!OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"))
        {
            throw new ModelException(
                ModelFailure.BadModel,
                "This build of ONNX Runtime has no CUDA. Serve the model on the CPU, or build with Microsoft.ML.OnnxRuntime.Gpu.");
        }

        try
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(CudaSettings(options));
            settings.AppendExecutionProvider_CUDA(cuda);
        }
        catch (OnnxRuntimeException missing)
        {
            throw new ModelException(
                ModelFailure.BadModel, $"CUDA device {options.DeviceIndex} cannot be used on this machine: {missing.Message}", missing);
        }
    }

    // Past the limit the runtime refuses a run instead of taking the memory that another replica counts on.
    private static Dictionary<string, string> CudaSettings(ModelLoadOptions options)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["device_id"] = $"{options.DeviceIndex}" };
        if (options.DeviceBytes > 0)
        {
            settings["gpu_mem_limit"] = $"{options.DeviceBytes}";
            settings["arena_extend_strategy"] = "kSameAsRequested"; // doubling would run into the limit early
        }

        return settings;
    }
}
