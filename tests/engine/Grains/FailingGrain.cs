namespace Andamento.Tests.Engine.Grains;

public interface IFailingGrain : ILocated
{
    Task RefuseAsync(string reason, int code);

    Task FailWithInnerAsync();

    Task FailUnattributedAsync();

    Task FailAsync(string kind);

    ValueTask<int> FailBeforeAwaitAsync();
}

[GenerateSerializer]
public sealed class RefusedException(string message, int code) : Exception(message)
{
    [Id(0)]
    public int Code { get; } = code;
}

/// <summary>Without the attribute, on purpose.</summary>
public sealed class UnattributedException(string message) : Exception(message);

internal sealed class FailingGrain : LocatedGrain, IFailingGrain
{
    public async Task RefuseAsync(string reason, int code)
    {
        await Task.Yield();
        throw new RefusedException(reason, code);
    }

    public Task FailWithInnerAsync() => throw new InvalidOperationException("outer", new RefusedException("inner", 5));

    public Task FailUnattributedAsync() => throw new UnattributedException("mine");

    public Task FailAsync(string kind) => throw kind switch
    {
        nameof(ArgumentException) => new ArgumentException("bad", nameof(kind)),
        nameof(KeyNotFoundException) => new KeyNotFoundException("no key"),
        nameof(TimeoutException) => new TimeoutException("too late"),
        nameof(OperationCanceledException) => new OperationCanceledException("stopped"),
        nameof(NotSupportedException) => new NotSupportedException("never"),
        nameof(HttpRequestException) => new HttpRequestException("no route"),
        _ => new InvalidOperationException(kind),
    };

    public ValueTask<int> FailBeforeAwaitAsync() => throw new InvalidOperationException("at once");
}
