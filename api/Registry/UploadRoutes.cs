using System.Buffers;
using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.Registry;
using Andamento.Serving;
using Microsoft.AspNetCore.Http.Features;

namespace Andamento.Api.Registry;

/// <summary>The upload of a version's files in parts, which can be gone on with after anything: of our own making.</summary>
internal sealed class UploadRoutes(ModelAccess access)
{
    private const int PartBytes = 256 * 1024;

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var operations = new UploadRoutes(new(routes.ServiceProvider.GetRequiredService<IGrainFactory>()));
        var upload = routes.MapGroup("/api/2.0/andamento/models/{full_name}/versions/{version}/upload").WithTags("Model registry").RequireCaller();
        upload.MapPost("", operations.BeginAsync);
        upload.MapPut("", operations.AppendAsync);
        upload.MapGet("", operations.GetAsync);
        upload.MapDelete("", operations.CancelAsync);
        upload.MapPost("/complete", operations.CompleteAsync);
    }

    private async Task BeginAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var (name, version) = TargetOf(context);
        var command = new BeginModelUpload
        {
            Caller = context.GetCaller().Name,
            FileName = body.Root.RequiredText("file_name"),
            Bytes = body.Root.Integer("bytes") ?? throw body.Root.Wrong("bytes", "is missing."),
            Sha256 = body.Root.RequiredText("sha256"),
            Columns = [.. (body.Root.List("inputs") ?? []).Select(input => input.RequiredText("name"))],
        };
        var model = await access.FindToChangeAsync(context, name);
        await AnswerAsync(context, await model.BeginUploadAsync(version, command, context.RequestAborted), received: 0);
    }

    private async Task AppendAsync(HttpContext context)
    {
        var (name, version) = TargetOf(context);
        await access.FindToChangeAsync(context, name);
        var registered = await access.FindAsync(context, name, version);
        if (registered.Upload is not { Complete: false } upload)
            throw new ServingException(FailureKind.Conflict, $"Version {version} of model '{name}' takes no upload now; begin one first.");

        var offset = UploadRange.Read(context.Request, upload.Bytes);
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null; // the upload counts its bytes itself
        var target = access.Upload(name, version, upload);
        await SendAsync(context.Request.Body, target, offset, context.RequestAborted);
        await AnswerAsync(context, registered, await target.FlushAsync(context.RequestAborted));
    }

    private async Task GetAsync(HttpContext context)
    {
        var (name, version) = TargetOf(context);
        var registered = await access.FindAsync(context, name, version);
        await AnswerAsync(context, registered, await ReceivedAsync(name, registered, context.RequestAborted));
    }

    private async Task CancelAsync(HttpContext context)
    {
        var (name, version) = TargetOf(context);
        var model = await access.FindToChangeAsync(context, name);
        await model.CancelUploadAsync(version, context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task CompleteAsync(HttpContext context)
    {
        var (name, version) = TargetOf(context);
        var model = await access.FindToChangeAsync(context, name);
        var registered = await model.CompleteUploadAsync(version, context.RequestAborted);
        await AnswerAsync(context, registered, registered.Upload?.Bytes ?? 0);
    }

    /// <summary>Passes a body on in parts of one size, whatever the pieces it comes in: memory does not grow with the upload.</summary>
    private static async Task SendAsync(Stream body, IModelUploadGrain target, long offset, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PartBytes);
        while (true)
        {
            var filled = await body.ReadAtLeastAsync(buffer, PartBytes, throwOnEndOfStream: false, cancellationToken);
            if (filled > 0) offset = await target.AppendAsync(new(offset, buffer.AsMemory(0, filled)), cancellationToken);
            if (filled < PartBytes) break;
        }

        // Not after a failure: the callee may still read what was passed to it.
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private async Task<long> ReceivedAsync(ModelName name, RegisteredVersion version, CancellationToken cancellationToken) => version.Upload switch
    {
        null => 0,
        { Complete: true } upload => upload.Bytes,
        var upload => await access.Upload(name, version.Version, upload).FlushAsync(cancellationToken),
    };

    private static Task AnswerAsync(HttpContext context, RegisteredVersion version, long received) =>
        JsonAnswer.WriteAsync(context, (version, received), static (json, answer) =>
        {
            var (version, received) = answer;
            json.WriteStartObject();
            json.WriteString("status"u8, version.Status.ToWire());
            json.WriteIfAny("status_message", version.StatusMessage);
            if (version.Upload is { } upload)
            {
                json.WriteStartObject("upload"u8);
                json.WriteString("file_name"u8, upload.FileName);
                json.WriteNumber("bytes"u8, upload.Bytes);
                json.WriteString("sha256"u8, upload.Sha256);
                json.WriteNumber("received"u8, received);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        });

    private static (ModelName Name, int Version) TargetOf(HttpContext context)
    {
        var (name, version) = ((string)context.GetRouteValue("full_name")!, (string)context.GetRouteValue("version")!);
        if (!ModelName.TryParse(name, out var model))
            throw new ServingException(FailureKind.ResourceNotFound, $"There is no registered model '{name}'.");
        return int.TryParse(version, out var number) && number > 0
            ? (model, number)
            : throw new ServingException(FailureKind.InvalidParameter, $"version: '{version}' is no version; versions count from 1.") { Param = "version" };
    }
}
