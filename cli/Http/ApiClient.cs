using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Andamento.Cli.Http;

/// <summary>Calls the server's API. A refusal is an exception with the server's own message.</summary>
internal sealed class ApiClient(Uri host, string token) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) });

    /// <summary>The server.</summary>
    public Uri Host => host;

    /// <summary>Calls an operation of the control plane.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Path and query, escaped.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">The server says no.</exception>
    public async Task<JsonElement> CallAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var answer = await SendAsync(method, path, content, cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }

    /// <summary>Reads.</summary>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Get, path, body: null, cancellationToken);

    /// <summary>Sends a request; the caller reads the answer, a part at a time where it is long.</summary>
    /// <exception cref="RefusedException">The server says no.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(host, path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.UserAgent.Add(new("andamento-cli", typeof(ApiClient).Assembly.GetName().Version!.ToString(3)));
        var answer = await _http.SendAsync(request, cancellationToken);
        if (answer.IsSuccessStatusCode) return answer;

        using (answer) throw await RefusedException.ReadAsync(answer, cancellationToken);
    }

    /// <summary>Reads what is answered with any status, such as how the server feels.</summary>
    public async Task<JsonElement> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host, path));
        using var answer = await _http.SendAsync(request, cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }

    /// <summary>Reads a whole answer.</summary>
    /// <exception cref="RefusedException">It is no JSON: another server answers there.</exception>
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        }
        catch (JsonException)
        {
            throw new RefusedException("The server answered something else than JSON. Is --host right?");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
