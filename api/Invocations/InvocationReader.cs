using Andamento.Api.Answers;
using Andamento.Api.Auth;
using Andamento.Api.Dialects;
using Andamento.Api.Hosting;
using Andamento.Api.Records;
using Andamento.Api.Routing;
using Andamento.Serving;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Invocations;

/// <summary>
/// Rooms 2 and 3: which endpoint, may the caller, does it serve, is the body acceptable. In that order.
/// </summary>
internal sealed class InvocationReader(EndpointSnapshots snapshots, Recording recording, IOptions<InvocationOptions> options)
{
    /// <summary>Reads a query of the endpoint that the path names.</summary>
    /// <exception cref="ServingException">What the caller should change.</exception>
    public async ValueTask<Invocation> ByNameAsync(
        HttpContext context, string name, string? servedModel, Deadline deadline)
    {
        var (endpoint, record) = await FindAsync(context, name, deadline);
        if (servedModel is not null) Router.Direct(endpoint.Snapshot.Entities, servedModel, name);

        var maxBytes = endpoint.Snapshot.Task is ServingTask.Predict
            ? options.Value.MaxCustomBodyBytes
            : options.Value.MaxLanguageBodyBytes;
        var contentType = MediaTypes.Of(context.Request, endpoint.Snapshot.Task);
        var body = await RequestBody.ReadAsync(context.Request, maxBytes, deadline.Token);
        record?.Received(body);
        var probe = contentType is MediaTypes.Json ? BodyProbe.Read(body) : default;
        var stream = contentType is MediaTypes.Json && Check(probe, endpoint.Snapshot.Task);
        var modelBody = ForModel(body, probe, stream, record);

        return new(endpoint, servedModel, Request(context, endpoint, contentType, modelBody, deadline), stream, record);
    }

    /// <summary>
    /// Reads a query of the endpoint that the body's <c>model</c> names, on a route that stands for one task.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="task">The route's task.</param>
    /// <param name="dialect">The language of the route; null for the unified one.</param>
    /// <param name="deadline">The query's time.</param>
    /// <exception cref="ServingException">What the caller should change.</exception>
    public async ValueTask<Invocation> ByModelAsync(
        HttpContext context, ServingTask task, ICallerDialect? dialect, Deadline deadline)
    {
        var contentType = MediaTypes.Of(context.Request, task);
        var body = await RequestBody.ReadAsync(context.Request, options.Value.MaxLanguageBodyBytes, deadline.Token);
        var probe = BodyProbe.Read(body);
        var name = probe.Model ?? throw new ServingException(
            FailureKind.BadRequest, "'model' is missing: it is the name of the endpoint, as text.") { Param = "model" };

        var (endpoint, record) = await FindAsync(context, name, deadline);
        record?.Received(body);
        context.NoteEndpoint(endpoint.Name);
        if (endpoint.Snapshot.Task != task) throw BodyRules.Mismatch(task, endpoint.Snapshot.Task);

        var stream = dialect is null ? Check(probe, task) : probe.Stream;
        var modelBody = ForModel(body, probe, stream, record);
        if (dialect?.Read(modelBody, context.TraceIdentifier) is { } query)
        {
            // A dialect reads event by event.
            var chat = Request(context, endpoint, contentType, query.Body, deadline) with { JoinEvents = false };
            return new(endpoint, null, chat, stream, record) { Dialect = query.Answer };
        }

        return new(endpoint, null, Request(context, endpoint, contentType, modelBody, deadline), stream, record);
    }

    private async ValueTask<(ServedEndpoint Endpoint, QueryRecord? Record)> FindAsync(
        HttpContext context, string name, Deadline deadline)
    {
        var endpoint = Servable.Existing(await snapshots.FindAsync(name, deadline.Token), name);
        EndpointPermissions.RequireQuery(context.GetCaller(), endpoint.Snapshot);
        var record = recording.Begin(context, endpoint.Snapshot, deadline);
        return (Servable.Of(endpoint, name), record);
    }

    private static bool Check(in BodyProbe probe, ServingTask task)
    {
        BodyRules.Check(probe, task);
        return probe.Stream;
    }

    // The notes that a caller makes for the records are checked, kept where there is a record, and cut out.
    private static byte[] ForModel(byte[] body, in BodyProbe probe, bool stream, QueryRecord? record)
    {
        var notes = probe.Cuts is null ? CallerNotes.None : CallerNotes.Read(body, probe.Cuts);
        record?.Read(notes, stream);
        return BodyCuts.Apply(body, probe.Cuts);
    }

    private static ServingRequest Request(
        HttpContext context, ServedEndpoint endpoint, string contentType, ReadOnlyMemory<byte> body, Deadline deadline) => new()
    {
        Task = endpoint.Snapshot.Task,
        Body = body,
        ContentType = contentType,
        TimeLeft = deadline.Left,
        RequestId = context.TraceIdentifier,
        AnswerModel = endpoint.Name,
        JoinEvents = endpoint.Checks is null,
        Hops = Hops(context.Request.Headers),
    };

    private static int Hops(IHeaderDictionary headers) =>
        headers.TryGetValue(AnswerHeaders.Hops, out var value) && int.TryParse(value, out var hops) ? Math.Max(hops, 0) : 0;
}
