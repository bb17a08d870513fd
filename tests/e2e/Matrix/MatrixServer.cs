using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Andamento.Providers;
using Andamento.Tests.EndToEnd.Matrix.Vendors;
using Andamento.Tests.EndToEnd.Processes;

namespace Andamento.Tests.EndToEnd.Matrix;

/// <summary>
/// One server, and every vendor beside it. It asks again at once, waits for no vendor that wants to be left alone, and goes on
/// asking those that fail: here they fail often, and on purpose.
/// </summary>
public sealed class MatrixServer : IAsyncLifetime
{
    /// <summary>Stands for a vendor's address in settings.</summary>
    internal const string Address = "{address}";

    private readonly ConcurrentDictionary<string, string> _endpoints = [];

    /// <summary>The server.</summary>
    public Server Server { get; private set; } = null!;

    internal IReadOnlyDictionary<string, Vendor> Vendors { get; } = AllVendors.ToDictionary(vendor => vendor.Name);

    /// <summary>One of each kind.</summary>
    internal static IEnumerable<Vendor> AllVendors => typeof(Vendor).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(Vendor)))
        .Select(type => (Vendor)Activator.CreateInstance(type)!);

    public async Task InitializeAsync()
    {
        await Task.WhenAll(Vendors.Values.Select(vendor => vendor.StartAsync()));
        Server = await Server.StartAsync(null, null,
            ("Providers:RetryDelay", "00:00:00.010"),
            ("Providers:MaxRetryAfter", "00:00:00"),
            ("Andamento:ServedEntities:CircuitFailures", "0"));
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        foreach (var vendor in Vendors.Values) await vendor.DisposeAsync();
    }

    /// <summary>The endpoint of a cell, which is made when it is first asked for.</summary>
    internal async Task<string> EndpointAsync(Cell cell)
    {
        if (_endpoints.TryGetValue(cell.ToString(), out var known)) return known;

        using var answer = await CreateAsync(cell);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return _endpoints[cell.ToString()] = NameOf(cell);
    }

    /// <summary>Asks for the endpoint of a cell.</summary>
    internal Task<HttpResponseMessage> CreateAsync(Cell cell) => Server.Client.PostAsJsonAsync(
        "/api/2.0/serving-endpoints",
        new JsonObject { ["name"] = NameOf(cell), ["config"] = new JsonObject { ["served_entities"] = new JsonArray(Entity(cell, "entity")) } });

    /// <summary>The served entity of a cell.</summary>
    internal JsonObject Entity(Cell cell, string name)
    {
        var vendor = Vendors[cell.Vendor];
        var settings = Recorded.Settings(vendor.Recordings, cell.Configuration);
        foreach (var (setting, value) in vendor.Settings()) settings[setting] = value;
        foreach (var (setting, value) in cell.Settings)
            settings[setting] = value?.Replace(Address, vendor.Double.BaseAddress, StringComparison.Ordinal);

        var provider = ProviderCatalog.Find(settings["provider"])!.Descriptor;
        return new()
        {
            ["name"] = name,
            ["external_model"] = new JsonObject
            {
                ["provider"] = provider.Name,
                ["name"] = settings["model"],
                ["task"] = cell.TaskName,
                [provider.ConfigName] = Config(provider, settings),
            },
        };
    }

    /// <summary>The name of a cell's endpoint.</summary>
    internal static string NameOf(Cell cell) => $"{cell.Row}-{cell.Task}{(cell.Stream ? "-streamed" : "")}".ToLowerInvariant();

    // A secret goes in plaintext, and a dot in a name stands for an object.
    private static JsonObject Config(ProviderDescriptor provider, Dictionary<string, string?> settings)
    {
        var config = new JsonObject();
        foreach (var setting in provider.Settings)
        {
            if (settings.GetValueOrDefault(setting.Name) is not { } value) continue;

            var path = setting.Name.Split('.');
            var parent = config;
            foreach (var step in path[..^1])
            {
                if (parent[step] is null) parent[step] = new JsonObject();
                parent = parent[step]!.AsObject();
            }

            parent[setting.Secret ? $"{path[^1]}_plaintext" : path[^1]] = value;
        }

        return config;
    }
}

/// <summary>The tests that share <see cref="MatrixServer"/>. They run one after the other, for they script the same vendors.</summary>
[CollectionDefinition(Name)]
public sealed class MatrixTests : ICollectionFixture<MatrixServer>
{
    public const string Name = "the matrix";
}
