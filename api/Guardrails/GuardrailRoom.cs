using System.Collections.Immutable;
using Andamento.Api.Guardrails.Safety;
using Andamento.Api.Guardrails.Streams;
using Andamento.Api.Guardrails.Texts;
using Andamento.Api.Guardrails.Topics;
using Andamento.Api.Invocations;
using Andamento.Api.Limits;
using Andamento.Serving;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Guardrails;

/// <summary>
/// Lets texts pass, changes them or stops them, as the endpoint's AI Gateway says. An endpoint without guardrails pays one
/// comparison with null.
/// </summary>
internal sealed class GuardrailRoom(
    ISafetyClassifier safety, ITopicClassifier topics, IOptions<GuardrailOptions> options, GuardrailMetrics metrics,
    ILogger<GuardrailRoom> log)
{
    /// <summary>Checks what a query sends. The cheap checks come first, and a classifier sees only what they let pass.</summary>
    /// <returns>The query as it may go on.</returns>
    /// <exception cref="ServingException"><see cref="FailureKind.BadRequest"/>: it is blocked, or cannot be checked.</exception>
    public ValueTask<Invocation> CheckInputAsync(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.Endpoint.Checks?.Input is { } checks ? CheckInputAsync(invocation, checks, cancellationToken) : new(invocation);

    /// <summary>Checks a whole answer.</summary>
    /// <returns>The answer as it may be sent.</returns>
    /// <exception cref="ServingException"><see cref="FailureKind.BadRequest"/>: it is blocked.</exception>
    public ValueTask<ServingAnswer> CheckOutputAsync(
        Invocation invocation, ServingAnswer answer, CancellationToken cancellationToken) =>
        (invocation.Endpoint.Checks?.Output, invocation.MaskedInput) is (null, null)
            ? new(answer)
            : CheckAnswerAsync(invocation, answer, cancellationToken);

    /// <summary>Puts the checks between a streamed answer and its reader.</summary>
    /// <returns>The stream to read, which owns the one given; the same one when there is nothing to check.</returns>
    /// <exception cref="ServingException"><see cref="FailureKind.BadRequest"/>: its first frame is blocked.</exception>
    public async ValueTask<OpenStream> GuardAsync(Invocation invocation, OpenStream opened, CancellationToken cancellationToken)
    {
        var checks = invocation.Endpoint.Checks?.Output;
        if ((checks, invocation.MaskedInput) is (null, null)) return opened;

        var guard = checks is null ? null : new StreamGuard(
            new(checks, GuardrailDirection.Output), safety, options.Value.StreamWindow, findings => Conclude(invocation, findings, usage: null));
        var frames = new GuardedFrames(opened, guard, invocation.MaskedInput, cancellationToken);
        try
        {
            return new(frames, await frames.MoveNextAsync());
        }
        catch
        {
            await frames.DisposeAsync();
            throw;
        }
    }

    private async ValueTask<Invocation> CheckInputAsync(
        Invocation invocation, TextChecks checks, CancellationToken cancellationToken)
    {
        var request = invocation.Request;
        var findings = new GuardrailFindings(checks, GuardrailDirection.Input);
        var input = InputTexts.Of(request.Body, request.Task, options.Value.MaxBatch);
        var patch = new JsonPatch(request.Body);
        var passing = Inspect(input.Texts, patch, findings);
        if (findings.Blocked is null && !checks.Topics.IsEmpty)
            await CheckTopicAsync(Together(input.Texts, passing, input.IsOfUser), checks.Topics, findings, cancellationToken);
        if (findings.Blocked is null && checks.Safety) await JudgeAsync(string.Join('\n', passing), findings, cancellationToken);

        Conclude(invocation, findings, new(Estimate(input.Characters), 0));
        return !findings.Masked ? invocation : invocation with
        {
            Request = request with { Body = patch.Apply() },
            MaskedInput = GuardrailReport.MaskedMember(findings, input.Speeches(passing)),
        };
    }

    private async ValueTask<ServingAnswer> CheckAnswerAsync(
        Invocation invocation, ServingAnswer answer, CancellationToken cancellationToken)
    {
        var patch = new JsonPatch(answer.Body);
        if (invocation.MaskedInput is { } masked) patch.Append(masked);
        if (invocation.Endpoint.Checks?.Output is { } checks)
        {
            var findings = new GuardrailFindings(checks, GuardrailDirection.Output);
            var texts = AnswerTexts.Of(answer.Body);
            var passing = Inspect(texts.Texts, patch, findings);
            if (findings.Blocked is null && checks.Safety) await JudgeAsync(string.Join('\n', passing), findings, cancellationToken);

            Conclude(invocation, findings, answer.Usage);
            if (findings.Masked)
            {
                texts.HideSpelled(patch);
                patch.Append(GuardrailReport.MaskedMember(findings, masked: null));
            }
        }

        return patch.IsEmpty ? answer : answer with { Body = patch.Apply() };
    }

    private static string[] Inspect(List<TextSlot> texts, JsonPatch patch, GuardrailFindings findings)
    {
        var passing = new string[texts.Count];
        for (var index = 0; index < passing.Length && findings.Blocked is null; index++)
        {
            var slot = texts[index];
            var text = passing[index] = findings.Inspect(slot);
            if (!ReferenceEquals(text, slot.Text)) patch.Replace(slot, text);
        }

        return passing;
    }

    private async ValueTask CheckTopicAsync(
        string text, ImmutableArray<string> allowed, GuardrailFindings findings, CancellationToken cancellationToken)
    {
        if (text.Length > 0 && !await topics.IsAllowedAsync(text, allowed, cancellationToken)) findings.Block(GuardrailKind.Topic);
    }

    private async ValueTask JudgeAsync(string text, GuardrailFindings findings, CancellationToken cancellationToken) =>
        findings.Judged(await safety.ClassifyAsync(text, cancellationToken));

    private static string Together(List<TextSlot> texts, string[] passing, Func<TextSlot, bool> wanted) =>
        string.Join('\n', passing.Where((_, index) => wanted(texts[index])));

    /// <summary>Counts what was found, and refuses what may not pass.</summary>
    private void Conclude(Invocation invocation, GuardrailFindings findings, TokenUsage? usage)
    {
        metrics.Checked(invocation.Endpoint.Name, findings);
        if (findings.Blocked is not { } kind) return;

        GuardrailLog.Blocked(log, invocation.Endpoint.Name, invocation.Request.RequestId, findings.Direction, kind);
        throw GuardrailReport.Refusal(findings, usage ?? new(TokenEstimate.Of(invocation.Request).Prompt, 0));
    }

    // As the contract estimates what no model has counted.
    private static long Estimate(long characters) => (characters + 1) / 4;
}
