using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Registry;

// Not reentrant: parts are appended one after the other, each where the last one ended.
internal sealed class ModelUploadGrain(IModelIntake intake) : Grain, IModelUploadGrain
{
    private ModelUpload? _upload;

    public async Task<long> AppendAsync(UploadPart part, CancellationToken cancellationToken)
    {
        var upload = _upload ??= await FindAsync(cancellationToken);
        var received = await intake.ReceivedAsync(upload.Id, cancellationToken);
        if (received != part.Offset)
            throw new ServingException(FailureKind.Conflict, $"offset: {received} bytes are here, so go on at {received}, not at {part.Offset}.");
        if (part.Content.Length > upload.Bytes - received)
            throw Invalid.Field("offset", $"the upload was announced with {upload.Bytes} bytes, and these are more.");

        // Not cancellable: what a part has written counts, whoever waits for it. An upload that was given up meanwhile, or
        // was already when it was last asked for, has lost what was written: that must not be acknowledged.
        var length = await intake.AppendAsync(upload.Id, part, CancellationToken.None);
        try
        {
            _upload = await FindAsync(cancellationToken);
            return length;
        }
        catch (ServingException)
        {
            await intake.DiscardAsync(upload.Id, CancellationToken.None);
            throw;
        }
    }

    public async Task<long> FlushAsync(CancellationToken cancellationToken)
    {
        var upload = _upload ??= await FindAsync(cancellationToken);
        await intake.FlushAsync(upload.Id, cancellationToken);
        return await intake.ReceivedAsync(upload.Id, cancellationToken);
    }

    private async Task<ModelUpload> FindAsync(CancellationToken cancellationToken)
    {
        if (this.GetPrimaryKeyString().Split('/') is [var model, var number, var id] && int.TryParse(number, out var version))
        {
            var found = await GrainFactory.GetGrain<IRegisteredModelGrain>(model).DescribeVersionAsync(version, cancellationToken);
            if (found?.Upload is { } upload && upload.Id == id) return upload;
        }

        DeactivateOnIdle();
        throw new ServingException(FailureKind.Conflict, "There is no such upload any more; begin another.");
    }
}
