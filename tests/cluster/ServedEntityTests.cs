using System.Text.Json;
using Andamento.Endpoints;
using Andamento.Secrets;
using Andamento.ServedEntities;
using Andamento.Serving;
using Andamento.Tests.Cluster.Clusters;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

[Collection(SharedCluster.Name)]
public sealed class ServedEntityTests(SharedCluster shared)
{
    private readonly string _name = NewName();

    private SiloCluster Silos => shared.Silos;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_provider_is_called_from_the_silo_that_has_the_request(int silo)
    {
        var key = await KeyAsync(External());

        var answer = await Silos.Inside(silo).GetGrain<IServedEntityGrain>(key).InvokeAsync(Request(), CancellationToken.None);

        using var json = JsonDocument.Parse(answer.Body);
        Assert.Equal(Silos.SiloName(silo), json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(new TokenUsage(3, 1), answer.Usage);
    }

    [Fact]
    public async Task The_provider_sees_the_credential_that_came_in_plaintext()
    {
        var credential = $"sk-{Guid.NewGuid():N}";
        var key = await KeyAsync(External(value: credential));

        await Silos.Client.GetGrain<IServedEntityGrain>(key).InvokeAsync(Request(), CancellationToken.None);

        Assert.Contains(credential, Silos.Credentials);
    }

    [Fact]
    public async Task The_provider_sees_the_secret_that_a_reference_names()
    {
        var (scope, credential) = ($"s{Guid.NewGuid():N}", $"sk-{Guid.NewGuid():N}");
        await PutSecretAsync(scope, credential);
        var key = await KeyAsync(External(secret: "openai_api_key", value: $$$"""{{secrets/{{{scope}}}/key}}"""));

        await Silos.Client.GetGrain<IServedEntityGrain>(key).InvokeAsync(Request(), CancellationToken.None);

        Assert.Contains(credential, Silos.Credentials);
    }

    [Fact]
    public async Task A_worker_of_an_entity_that_is_gone_says_so()
    {
        var key = await KeyAsync(External());
        await Silos.Endpoint(_name).DeleteAsync(CancellationToken.None);

        var other = key[..^1] + "7"; // another lane: a worker that had a request keeps what it knows for requests in flight

        Assert.Equal(
            FailureKind.Unavailable,
            await RefusalAsync(() => Silos.Client.GetGrain<IServedEntityGrain>(other).InvokeAsync(Request(), CancellationToken.None)));
    }

    [Fact]
    public async Task No_secret_is_in_any_file_of_the_data_folder()
    {
        var (scope, stored, given) = ($"s{Guid.NewGuid():N}", $"sk-{Guid.NewGuid():N}", $"sk-{Guid.NewGuid():N}");
        await PutSecretAsync(scope, stored);
        await KeyAsync(External(value: given));
        var token = await Silos.Client.GetGrain<Identity.IIdentityGrain>(Identity.IIdentityGrain.Workspace)
            .CreateTokenAsync(new() { User = "spy@localhost" }, CancellationToken.None);

        foreach (var file in Directory.EnumerateFiles(Path.Combine(Silos.Folder, "state"), "*", SearchOption.AllDirectories))
        {
            var content = await ReadAsync(file);
            foreach (var secret in new[] { stored, given, token.Value, token.Value["dapi".Length..] })
                Assert.DoesNotContain(secret, content, StringComparison.OrdinalIgnoreCase);
        }
    }

    // Other grains go on writing: a file may be open, and one that is being written is renamed when it is whole.
    private static async Task<string> ReadAsync(string file)
    {
        try
        {
            await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(content);
            return await reader.ReadToEndAsync();
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }

    private async Task<string> KeyAsync(ServedEntityInput entity)
    {
        await Silos.Endpoint(_name).CreateAsync(entity);
        var snapshot = await Silos.Endpoint(_name).GetSnapshotAsync(CancellationToken.None);
        return ServedEntityKey.InLane(snapshot!.Entities[0].GrainKey, 0);
    }

    private async Task PutSecretAsync(string scope, string value)
    {
        var grain = Silos.Client.GetGrain<ISecretScopeGrain>(scope);
        await grain.CreateAsync("me@localhost", "me@localhost", CancellationToken.None);
        await grain.PutAsync("key", System.Text.Encoding.UTF8.GetBytes(value), CancellationToken.None);
    }
}
