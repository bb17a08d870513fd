using System.ClientModel;
using System.Net.Http.Json;
using System.Text.Json;
using Anthropic;
using Andamento.Tests.TestKit.Upstream;
using OpenAI;

namespace Andamento.Tests.EndToEnd.Processes;

/// <summary>Calls that many tests make.</summary>
internal static class Calls
{
    /// <summary>Creates an endpoint of one external model at a double, with the key in plaintext.</summary>
    public static Task CreateExternalAsync(
        this HttpClient client, string name, WireDouble upstream, string task = "llm/v1/chat", object? rateLimits = null) =>
        client.CreateAsync(name, [External("gpt", upstream, task)], rateLimits: rateLimits);

    /// <summary>Creates an endpoint.</summary>
    public static async Task<JsonElement> CreateAsync(
        this HttpClient client, string name, object[] entities, object[]? routes = null, object? rateLimits = null) =>
        await client.SendAsync(HttpMethod.Post, "/api/2.0/serving-endpoints", new
        {
            name,
            config = new { served_entities = entities, traffic_config = routes is null ? null : new { routes } },
            rate_limits = rateLimits,
        });

    /// <summary>A served entity at a double.</summary>
    public static object External(string name, WireDouble upstream, string task = "llm/v1/chat", string? secret = null) => new
    {
        name,
        external_model = new
        {
            name = "gpt-4o-mini",
            provider = "openai",
            task,
            openai_config = new
            {
                openai_api_base = upstream.BaseAddress,
                openai_api_key_plaintext = secret is null ? upstream.ApiKey : null,
                openai_api_key = secret,
            },
        },
    };

    /// <summary>A route.</summary>
    public static object Route(string entity, int percentage) =>
        new { served_model_name = entity, traffic_percentage = percentage };

    /// <summary>Sends JSON and reads JSON; fails, with what came back, unless it is a success.</summary>
    public static async Task<JsonElement> SendAsync(this HttpClient client, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {text}");
    }

    /// <summary>Waits until an endpoint serves, as the SDK's waiter does.</summary>
    public static async Task UntilReadyAsync(this HttpClient client, string name)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            var endpoint = await client.SendAsync(HttpMethod.Get, $"/api/2.0/serving-endpoints/{name}");
            var state = endpoint.GetProperty("state");
            if (state.GetProperty("ready").GetString() == "READY") return;
            if (state.GetProperty("config_update").GetString() == "UPDATE_FAILED" || limit.IsCancellationRequested)
                throw new InvalidOperationException($"'{name}' does not get ready: {endpoint}");

            await Task.Delay(100, CancellationToken.None); // a person would poll, too: there is no signal over HTTP
        }
    }

    /// <summary>Queries an endpoint.</summary>
    public static Task<HttpResponseMessage> QueryAsync(this HttpClient client, string name, object body) =>
        client.PostAsJsonAsync($"/serving-endpoints/{name}/invocations", body);

    /// <summary>A chat of one word.</summary>
    public static object Hello(bool stream = false) => new
    {
        messages = new[] { new { role = "user", content = "hello" } },
        stream,
    };

    /// <summary>Anthropic's official client, set up as its users do. It checks what it reads.</summary>
    public static AnthropicClient Anthropic(this Server server, string? key = null) => new()
    {
        BaseUrl = server.Address,
        ApiKey = key ?? server.Token,
        MaxRetries = 0,
        ResponseValidation = true,
    };

    /// <summary>OpenAI's official client, set up as its users do.</summary>
    public static OpenAIClient OpenAI(this Server server) => new(
        new ApiKeyCredential(server.Token),
        new OpenAIClientOptions { Endpoint = new Uri(server.Address + "/serving-endpoints") });
}
