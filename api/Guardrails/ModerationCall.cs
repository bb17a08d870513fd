using System.Buffers;
using System.Text.Json;
using Andamento.Api.Invocations;
using Andamento.Serving;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Guardrails;

/// <summary>
/// Asks a chat endpoint of this cluster for a verdict. The operator chose the endpoint, so neither its permissions nor its limits
/// nor its own guardrails are asked.
/// </summary>
internal sealed class ModerationCall(
    EndpointSnapshots snapshots, EntityCaller entities, IOptions<GuardrailOptions> options, TimeProvider time,
    ILogger<ModerationCall> log)
{
    private const int MaxAnswerTokens = 100;

    /// <summary>Asks.</summary>
    /// <param name="name">The endpoint.</param>
    /// <param name="instruction">What to do, or null for a model that knows.</param>
    /// <param name="text">The text to judge.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it says; null when it fails and texts may pass then.</returns>
    /// <exception cref="ServingException"><see cref="FailureKind.Unavailable"/>: it fails, and texts may not pass then.</exception>
    public async ValueTask<string?> AskAsync(string name, string? instruction, string text, CancellationToken cancellationToken)
    {
        try
        {
            using var deadline = new Deadline(options.Value.ClassifierTimeout, time, cancellationToken);
            var endpoint = Servable.Of(await snapshots.FindAsync(name, deadline.Token), name);
            var request = new ServingRequest
            {
                Task = ServingTask.Chat,
                Body = Body(instruction, text),
                TimeLeft = deadline.Left,
                RequestId = $"guardrail-{Guid.NewGuid():N}",
                AnswerModel = name,
            };
            var (_, answer) = await entities.InvokeAsync(new(endpoint, ServedModel: null, request, Stream: false), deadline);
            return Content(answer.Body);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            GuardrailLog.NoVerdict(log, name, options.Value.FailOpen, failed);
            if (options.Value.FailOpen) return null;

            throw new ServingException(
                FailureKind.Unavailable, "A guardrail of this endpoint cannot judge at the moment. Try again.", failed)
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            };
        }
    }

    private static ReadOnlyMemory<byte> Body(string? instruction, string text)
    {
        var output = new ArrayBufferWriter<byte>(256 + text.Length);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartArray("messages"u8);
            if (instruction is not null) WriteMessage(json, "system", instruction);
            WriteMessage(json, "user", text);
            json.WriteEndArray();
            json.WriteNumber("temperature"u8, 0);
            json.WriteNumber("max_tokens"u8, MaxAnswerTokens);
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static void WriteMessage(Utf8JsonWriter json, string role, string content)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteString("content"u8, content);
        json.WriteEndObject();
    }

    private static string Content(ReadOnlyMemory<byte> answer)
    {
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("choices"u8)[0].GetProperty("message"u8).GetProperty("content"u8).GetString()
            ?? throw new JsonException("The verdict has no content.");
    }
}
