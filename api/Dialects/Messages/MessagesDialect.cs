using System.Buffers;
using System.Text.Json;
using Andamento.Api.Failures;
using Andamento.Serving;

namespace Andamento.Api.Dialects.Messages;

/// <summary>Anthropic's Messages API, for chat endpoints of every kind.</summary>
internal sealed class MessagesDialect : ICallerDialect
{
    /// <summary>The one instance.</summary>
    public static readonly MessagesDialect Instance = new();

    /// <inheritdoc />
    public CallerQuery Read(ReadOnlyMemory<byte> body, string requestId)
    {
        using var document = JsonDocument.Parse(body);
        var unified = Translation.OfBody(new(document.RootElement), body.Length, MessagesBody.Write);
        return new(unified, new MessagesAnswer(requestId));
    }

    /// <inheritdoc />
    /// <remarks>In Anthropic's words, whose clients look there, and in ours, which every route has.</remarks>
    public void WriteFailure(IBufferWriter<byte> output, ServingException failed, string requestId)
    {
        var row = Failure.Of(failed.Kind);
        using var json = new Utf8JsonWriter(output, Translation.Options);
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        WriteError(json, failed);
        json.WriteString("request_id"u8, requestId);
        json.WriteString("error_code"u8, row.ErrorCode);
        json.WriteString("message"u8, failed.Message);
        json.WriteEndObject();
    }

    /// <summary>Writes the member <c>error</c>.</summary>
    public static void WriteError(Utf8JsonWriter json, ServingException failed)
    {
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, TypeOf(Failure.Of(failed.Kind).Status));
        json.WriteString("message"u8, failed.Message);
        json.WriteEndObject();
    }

    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        503 => "overloaded_error",
        504 => "timeout_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
