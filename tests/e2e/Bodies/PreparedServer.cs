using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;

namespace Andamento.Tests.EndToEnd.Bodies;

/// <summary>A whole server with one of everything, so that a spoiled body meets something it could damage.</summary>
public sealed class PreparedServer : IAsyncLifetime
{
    private readonly WholeServer _server = new();
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal)
    {
        ["name"] = "bodies", ["full_name"] = "main.default.bodies", ["version"] = "1", ["alias"] = "best",
    };

    /// <summary>A client with an administrator's token.</summary>
    public HttpClient Client => _server.Client;

    /// <summary>The operations that the server has.</summary>
    internal HashSet<string> Operations => _server.Operations.ToHashSet(StringComparer.Ordinal);

    /// <summary>Puts what was prepared, and new names, where a text wants them.</summary>
    public string Fill(string text) => _known
        .Aggregate(text, static (filled, one) => filled.Replace($"{{{one.Key}}}", one.Value, StringComparison.Ordinal))
        .Replace("$new", $"n-{Guid.NewGuid():N}", StringComparison.Ordinal);

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        await MakeAsync("secrets/scopes/create", new { scope = "bodies" });
        await MakeAsync("secrets/put", new { scope = "bodies", key = "key", string_value = "v" });
        var openai = new { openai_api_key_plaintext = "sk" };
        var entity = new { name = "a", external_model = new { name = "m", provider = "openai", task = "llm/v1/chat", openai_config = openai } };
        _known["id"] = Id(await MakeAsync("serving-endpoints", new { name = "bodies", config = new { served_entities = new[] { entity } } }));
        _known["token"] = (await MakeAsync("token/create", new { comment = "c" })).GetProperty("token_info").GetProperty("token_id").GetString()!;
        _known["user"] = Id(await MakeAsync("preview/scim/v2/Users", new { userName = "bodies@example.com" }));
        _known["program"] = Id(await MakeAsync("preview/scim/v2/ServicePrincipals", new { displayName = "bodies" }));
        _known["group"] = Id(await MakeAsync("preview/scim/v2/Groups", new { displayName = "bodies" }));
        foreach (var (prefix, model) in new[] { ("mlflow", "bodies"), ("mlflow/unity-catalog", "main.default.bodies") })
        {
            await MakeAsync($"{prefix}/registered-models/create", new { name = model });
            await MakeAsync($"{prefix}/model-versions/create", new { name = model });
        }
    }

    public Task DisposeAsync() => _server.DisposeAsync();

    private Task<JsonElement> MakeAsync(string path, object body) => Client.SendAsync(HttpMethod.Post, $"/api/2.0/{path}", body);

    private static string Id(JsonElement made) => made.GetProperty("id").GetString()!;
}
