using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Andamento.Endpoints;
using Andamento.Gateway;
using Andamento.Identity;
using Andamento.RateLimits;
using Andamento.Serving;
using Andamento.ServedEntities;

namespace Andamento.Tests.Unit.Invocations;

/// <summary>A grain factory that hands out what the test has placed, and remembers nothing else.</summary>
public class Grains : DispatchProxy
{
    private readonly ConcurrentDictionary<(Type, string), object> _placed = new();
    private Func<Type, string, object> _otherwise = (type, key) => throw new InvalidOperationException($"No {type.Name} '{key}'.");

    /// <summary>A factory; for what was not placed it asks <paramref name="otherwise"/>, once per key.</summary>
    public static IGrainFactory Of(Func<Type, string, object> otherwise)
    {
        var factory = Create<IGrainFactory, Grains>();
        ((Grains)(object)factory)._otherwise = otherwise;
        return factory;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _placed.GetOrAdd((targetMethod!.GetGenericArguments()[0], (string)args![0]!), key => _otherwise(key.Item1, key.Item2));
}

/// <summary>An endpoint's grain, played by the test: it says what is written to <see cref="Words"/>.</summary>
internal sealed class EndpointDouble : IEndpointGrain
{
    private int _questions;
    private int _watchers;

    /// <summary>What a direct question is answered with.</summary>
    public Func<Task<EndpointSnapshot?>> Answer { get; set; } = () => Task.FromResult<EndpointSnapshot?>(null);

    /// <summary>What the next watcher hears.</summary>
    public Channel<EndpointSnapshot> Words { get; set; } = Channel.CreateUnbounded<EndpointSnapshot>();

    /// <summary>Direct questions so far.</summary>
    public int Questions => _questions;

    /// <summary>Watchers that began so far.</summary>
    public int Watchers => _watchers;

    /// <summary>One entry for each watcher that has stopped listening.</summary>
    public Channel<bool> Left { get; } = Channel.CreateUnbounded<bool>();

    public Task<EndpointSnapshot?> GetSnapshotAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _questions);
        return Answer();
    }

    public async IAsyncEnumerable<EndpointSnapshot> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _watchers);
        try
        {
            await foreach (var word in Words.Reader.ReadAllAsync(cancellationToken)) yield return word;
        }
        finally
        {
            Left.Writer.TryWrite(true);
        }
    }

    public Task<EndpointDetails> CreateAsync(CreateEndpoint command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<EndpointDetails> UpdateConfigAsync(UpdateEndpointConfig command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ImmutableArray<RateLimitRule>> SetRateLimitsAsync(ImmutableArray<RateLimitRule> rules, string caller, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<EndpointDetails> ChangePermissionsAsync(ChangePermissions command, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
    public Task<AiGatewayConfig> SetGatewayAsync(AiGatewayConfig gateway, string caller, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<EndpointDetails> ChangeSettingsAsync(ChangeEndpointSettings command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<EndpointDetails> CancelUpdateAsync(string caller, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<EndpointDetails> RollBackAsync(int version, Andamento.Identity.Principal caller, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<EndpointDetails> StopAsync(string caller, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<EndpointDetails> StartAsync(Andamento.Identity.Principal caller, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<EndpointHistory?> GetHistoryAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ImmutableArray<string>?> GetEntityLogAsync(string entityName, int? configVersion, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<EndpointDetails?> GetAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ServedEntityDefinition?> GetEntityAsync(string endpointId, int configVersion, string entityName, CancellationToken cancellationToken) => throw new NotSupportedException();
}

/// <summary>A served entity's worker, played by the test.</summary>
internal sealed class EntityDouble : IServedEntityGrain
{
    public Func<ServingRequest, CancellationToken, Task<ServingAnswer>> Invoke { get; set; } = (_, _) => throw new NotSupportedException();

    public Func<ServingRequest, CancellationToken, IAsyncEnumerable<AnswerFrame>> Stream { get; set; } = (_, _) => throw new NotSupportedException();

    public Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken) => Invoke(request, cancellationToken);

    public IAsyncEnumerable<AnswerFrame> StreamAsync(ServingRequest request, CancellationToken cancellationToken) => Stream(request, cancellationToken);
}

/// <summary>Snapshots to serve from.</summary>
internal static class Snapshots
{
    public static readonly Principal Owner = new() { Id = "1", Name = "owner@example.com" };

    public static EndpointSnapshot Chat(string name = "chat", long revision = 1, string entity = "gpt") => new()
    {
        Name = name,
        Id = "0123",
        Revision = revision,
        Creator = Owner.Name,
        Kind = EndpointKind.External,
        Task = ServingTask.Chat,
        Entities = [new(entity, $"{name}/0123/{revision}/{entity}")],
        Routes = [new(entity, 100)],
    };
}
