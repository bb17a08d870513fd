using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.Serving;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Cluster.Clusters;

/// <summary>What tests ask of endpoints, and how they wait for an answer.</summary>
internal static class Wishes
{
    public static readonly Principal Me = new() { Id = "0123", Name = "me@localhost" };

    public static string NewName() => $"e-{Guid.NewGuid():N}";

    public static ServedEntityInput External(string name = "chat", string secret = "openai_api_key_plaintext", string value = "sk-test") => new()
    {
        Name = name,
        ExternalModel = new()
        {
            Provider = "openai",
            Name = "gpt-4o",
            Task = "llm/v1/chat",
            Configs = [new("openai_config", [new(secret, value)])],
        },
    };

    public static ServedEntityInput Model(string name, string fullName, string workloadType = "CPU", string version = "1") =>
        new() { Name = name, EntityName = fullName, EntityVersion = version, WorkloadType = workloadType };

    public static Task<EndpointDetails> CreateAsync(this IEndpointGrain endpoint, params ServedEntityInput[] entities) =>
        endpoint.CreateAsync(new() { Caller = Me, Config = new() { ServedEntities = [.. entities] } }, CancellationToken.None);

    public static Task<EndpointDetails> UpdateAsync(this IEndpointGrain endpoint, EndpointConfigInput config) =>
        endpoint.UpdateConfigAsync(new() { Caller = Me, Config = config }, CancellationToken.None);

    public static Task<EndpointDetails> UpdateAsync(this IEndpointGrain endpoint, params ServedEntityInput[] entities) =>
        endpoint.UpdateAsync(new EndpointConfigInput { ServedEntities = [.. entities] });

    public static ServingRequest Request(ServingTask task = ServingTask.Chat) => new()
    {
        Task = task,
        Body = """{"messages":[{"role":"user","content":"hi"}]}"""u8.ToArray(),
        TimeLeft = Patience.Limit,
        RequestId = "r",
        AnswerModel = "e",
    };

    /// <summary>Waits for a snapshot that fits, as a front door would: by watching.</summary>
    public static async Task<EndpointSnapshot> SeeAsync(this IEndpointGrain endpoint, Func<EndpointSnapshot, bool> fits, string what)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        EndpointSnapshot? last = null;
        try
        {
            await foreach (var snapshot in endpoint.WatchAsync(patience.Token))
            {
                if (fits(last = snapshot)) return snapshot;
            }
        }
        catch (OperationCanceledException)
        {
            // Said below, with what was seen.
        }

        throw new TimeoutException($"Waited for {what}; the last snapshot was {last}.");
    }

    public static async Task<FailureKind> RefusalAsync(Func<Task> act) => (await Assert.ThrowsAsync<ServingException>(act)).Kind;

    /// <summary>
    /// Makes a call again that met a silo while it died: its message was lost, or the dying silo wrote the record last.
    /// </summary>
    public static async Task<T> AgainAsync<T>(Func<Task<T>> call)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            try
            {
                return await call();
            }
            catch (OrleansException) when (!patience.IsCancellationRequested)
            {
                // The next one finds another silo, or a record read anew.
            }
        }
    }
}
