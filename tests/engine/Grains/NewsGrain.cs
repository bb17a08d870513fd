using Orleans.Concurrency;

namespace Andamento.Tests.Engine.Grains;

public interface INewsReader : IGrainObserver
{
    void Read(string headline, Place place);

    [OneWay]
    Task ReadOneWayAsync(string headline);

    Task<int> CountAsync(string headline);
}

public interface INewsGrain : ILocated
{
    Task SubscribeAsync(INewsReader reader);

    Task PublishAsync(string headline);

    /// <summary>Waits for the readers' answers.</summary>
    Task<int> AskAsync(string headline);

    [OneWay]
    Task PostAsync(string gate);
}

internal sealed class NewsGrain : LocatedGrain, INewsGrain
{
    private readonly HashSet<INewsReader> _readers = [];

    public Task SubscribeAsync(INewsReader reader)
    {
        _readers.Add(reader);
        return Task.CompletedTask;
    }

    public async Task PublishAsync(string headline)
    {
        foreach (var reader in _readers)
        {
            reader.Read(headline, new Place(1, 2));
            await reader.ReadOneWayAsync(headline);
        }
    }

    public async Task<int> AskAsync(string headline)
    {
        var sum = 0;
        foreach (var reader in _readers) sum += await reader.CountAsync(headline);
        return sum;
    }

    public Task PostAsync(string gate) => Gate.Of(gate).PassAsync();
}
