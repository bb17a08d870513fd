using Andamento.Inference.Batching;
using Andamento.Inference.Onnx;

namespace Andamento.Inference.Custom;

/// <summary>Data frames or tensors to predictions, by any ONNX model with tensor inputs.</summary>
internal sealed class CustomModel : ILoadedModel
{
    private const int RequestsInOneRun = 64, RowsInOneRun = 4096;

    private readonly OnnxSession _session;
    private readonly CustomRequest _requests;
    private readonly Batcher<CustomInput, OutputValue[]> _batcher;

    private CustomModel(OnnxSession session, ModelManifest manifest, ModelLoadOptions options, IProgress<string> progress)
    {
        _session = session;
        _requests = new(session.Inputs, manifest.Inputs);
        var runs = new CustomRuns(session);
        if (runs.Warm() is { } refused) progress.Report($"The model refused a made-up input, which may be its right: {refused}");

        var shares = manifest.Batching ?? runs.RowsAreIndependent;
        _batcher = new(ModelLanes.Limits(options, shares ? RequestsInOneRun : 1, RowsInOneRun), runs.Run, options.Clock);
    }

    /// <summary>Loads the model, on the calling thread.</summary>
    public static CustomModel Load(
        string folder, ModelManifest manifest, ModelLoadOptions options, IProgress<string> progress)
    {
        var session = OnnxSession.Open(ModelLanes.ModelFile(folder, manifest), options);
        try
        {
            return new CustomModel(session, manifest, options, progress);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    // Off the caller's turn: reading and writing are work too.
    public ValueTask<ModelAnswer> RunAsync(ModelRequest request, CancellationToken cancellationToken) =>
        new(Task.Run(() => AnswerAsync(request, cancellationToken), cancellationToken));

    /// <summary>Runs tensors that were read already.</summary>
    public async Task<OutputValue[]> PredictAsync(CustomInput input, CancellationToken cancellationToken) =>
        (await _batcher.RunAsync([input], cancellationToken))[0];

    public async ValueTask DisposeAsync()
    {
        await _batcher.DisposeAsync();
        _session.Dispose();
    }

    private async Task<ModelAnswer> AnswerAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        var input = _requests.Parse(request);
        var outputs = await PredictAsync(input, cancellationToken);
        return new(PredictionsWriter.Write(_session.Outputs, outputs, input));
    }
}
