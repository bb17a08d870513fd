using System.Net;
using System.Text.Json;

namespace Andamento.Cli.Http;

/// <summary>The server refused, or could not do what it was asked; the message is for people.</summary>
internal sealed class RefusedException(string message, HttpStatusCode? status = null, string? code = null) : Exception(message)
{
    /// <summary>The HTTP status, or null when it is not one answer that says no.</summary>
    public HttpStatusCode? Status => status;

    /// <summary>The member <c>error_code</c>, or null.</summary>
    public string? Code => code;

    /// <summary>Reads a refusal.</summary>
    public static async Task<RefusedException> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            var body = JsonSerializer.Deserialize<JsonElement>(text);
            var code = body.GetProperty("error_code").GetString();
            return new($"{code}: {body.GetProperty("message").GetString()}", answer.StatusCode, code);
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new($"The server answered {(int)answer.StatusCode} {answer.ReasonPhrase}.", answer.StatusCode);
        }
    }
}
