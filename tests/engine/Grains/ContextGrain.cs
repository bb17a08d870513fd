namespace Andamento.Tests.Engine.Grains;

public interface IContextGrain : ILocated
{
    Task<string?> ReadAsync(string name);

    Task<string?> ReadBehindAsync(string otherKey, string name);

    Task ChangeAsync(string name, string value);

    IAsyncEnumerable<string?> ReadStreamAsync(string name);
}

internal sealed class ContextGrain : LocatedGrain, IContextGrain
{
    public Task<string?> ReadAsync(string name) => Task.FromResult(RequestContext.Get(name)?.ToString());

    public async Task<string?> ReadBehindAsync(string otherKey, string name)
    {
        await Task.Yield();
        return await GrainFactory.GetGrain<IContextGrain>(otherKey).ReadAsync(name);
    }

    public Task ChangeAsync(string name, string value)
    {
        RequestContext.Set(name, value);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<string?> ReadStreamAsync(string name)
    {
        await Task.Yield();
        yield return RequestContext.Get(name)?.ToString();
    }
}
