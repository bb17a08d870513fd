namespace Andamento.Api.Guardrails;

// Events 2700-2799. An id is never reused: alerts and saved queries hold on to it. Prompts, answers and keywords never appear.
internal static partial class GuardrailLog
{
    [LoggerMessage(2700, LogLevel.Information, "Endpoint {Endpoint}, request {Request}: {Direction} blocked by {Kind}")]
    public static partial void Blocked(
        ILogger logger, string endpoint, string request, GuardrailDirection direction, GuardrailKind kind);

    [LoggerMessage(2701, LogLevel.Warning, "The classifier behind endpoint {Endpoint} gave no verdict; texts pass: {FailOpen}")]
    public static partial void NoVerdict(ILogger logger, string endpoint, bool failOpen, Exception cause);
}
