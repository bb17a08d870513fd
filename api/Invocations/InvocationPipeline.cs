using Andamento.Api.Answers;
using Andamento.Api.Auth;
using Andamento.Api.Dialects;
using Andamento.Api.Failures;
using Andamento.Api.Guardrails;
using Andamento.Api.Limits;
using Andamento.Api.Records;
using Andamento.Serving;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Invocations;

/// <summary>
/// One query from room 2 to room 7. The caller is authenticated; only defects and broken streams leave as exceptions.
/// </summary>
internal sealed class InvocationPipeline(
    QuerySlots slots, InvocationReader reader, Admission admission, GuardrailRoom guardrails, EntityCaller entities,
    InvocationMetrics metrics, Recording recording, IOptions<InvocationOptions> options, TimeProvider time,
    ILogger<InvocationPipeline> log)
{
    /// <summary>
    /// A query of the endpoint that the path names, and of one of its served entities if the path names that too.
    /// </summary>
    public Task ByNameAsync(HttpContext context)
    {
        var name = (string)context.GetRouteValue("name")!;
        var served = (string?)context.GetRouteValue("served");
        return RunAsync(context, deadline => reader.ByNameAsync(context, name, served, deadline));
    }

    /// <summary>A query of the endpoint that the body names, in the unified language or in another.</summary>
    public Task ByModelAsync(HttpContext context, ServingTask task, ICallerDialect? dialect = null) =>
        RunAsync(context, deadline => reader.ByModelAsync(context, task, dialect, deadline));

    private async Task RunAsync(HttpContext context, Func<Deadline, ValueTask<Invocation>> read)
    {
        using var slot = slots.Take();
        using var deadline = new Deadline(options.Value.ExecutionTimeout, time, context.RequestAborted);
        Invocation? invocation = null;
        AdmissionVerdict verdict = default;
        FailureKind? failure = null;
        try
        {
            invocation = await read(deadline);
            verdict = await admission.AdmitAsync(
                invocation.Endpoint.Snapshot, context.GetCaller(), invocation.Request, deadline.Token);
            verdict.WriteTo(context.Response.Headers);
            failure = verdict.Refusal?.Kind;
            if (failure is null) invocation = await guardrails.CheckInputAsync(invocation, deadline.Token);
            if (verdict.Refusal is not null) invocation.Record?.Failed(verdict.Refusal);
            await (verdict.Refusal is { } refusal ? RefuseAsync(context, refusal)
                : invocation.Stream ? StreamAsync(context, invocation, verdict.Charge, deadline)
                : AnswerAsync(context, invocation, verdict.Charge, deadline));
        }
        catch (Exception exception) when (InvocationFailure.Of(exception, deadline) is { } failed)
        {
            failure = failed.Kind;
            Recording.Refused(context, invocation, failed);
            await RefuseAsync(context, failed);
        }
        catch (BrokenStreamException broken)
        {
            failure = broken.Kind;
            throw;
        }
        finally
        {
            verdict.Charge?.Settle(failure);
            metrics.Ended(invocation, deadline.Elapsed, failure);
            recording.End(context, invocation, deadline);
        }
    }

    private async Task AnswerAsync(HttpContext context, Invocation invocation, TokenCharge? charge, Deadline deadline)
    {
        var (entity, answer) = await entities.InvokeAsync(invocation, deadline);
        charge?.Answered(answer);
        metrics.Used(invocation, answer.Usage);
        invocation.Record?.Used(answer.Usage);
        answer = await guardrails.CheckOutputAsync(invocation, answer, deadline.Token);
        invocation.Record?.Answered(answer);
        await WholeAnswer.SendAsync(context.Response, invocation.ForCaller(answer), entity, context.RequestAborted);
        invocation.Record?.Completed();
    }

    private async Task StreamAsync(HttpContext context, Invocation invocation, TokenCharge? charge, Deadline deadline)
    {
        var (entity, opened) = await entities.StreamAsync(invocation, deadline);
        metrics.FirstFrame(invocation, deadline.Elapsed);
        await using var stream = await guardrails.GuardAsync(invocation, opened, deadline.Token);
        using var relay = SseRelay.Begin(
            context.Response, entity, opened.Head, time, options.Value.KeepAlive, invocation.Dialect);
        relay.Record = invocation.Record;
        try
        {
            await relay.SendAsync(stream.Frames, stream.More, deadline.Token);
            invocation.Record?.Completed();
        }
        catch (Exception exception) when (!deadline.CallerGone)
        {
            var failed = InvocationFailure.Of(exception, deadline)
                ?? new ServingException(FailureKind.Internal, "The answer broke off on a defect.", exception);
            InvocationLog.StreamBroken(
                log, invocation.Endpoint.Name, context.TraceIdentifier, entity, failed.Kind, failed.InnerException);
            invocation.Record?.Failed(failed);
            await relay.SendFailureAsync(failed, context.RequestAborted);
            throw new BrokenStreamException(failed);
        }
        finally
        {
            charge?.Streamed(relay.Usage, relay.Bytes);
            metrics.Used(invocation, relay.Usage);
        }
    }

    private static Task RefuseAsync(HttpContext context, ServingException failed)
    {
        // What is set stays set, so that a refusal too says what is left of a limit.
        if (failed.Kind is not FailureKind.Cancelled) return FailureAnswer.WriteAsync(context, failed);

        // Nobody reads; for the access log.
        if (!context.Response.HasStarted) context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        return Task.CompletedTask;
    }
}
