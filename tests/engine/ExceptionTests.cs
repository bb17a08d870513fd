namespace Andamento.Tests.Engine;

/// <summary>What a caller catches.</summary>
[Collection(SharedCluster.Name)]
public sealed class ExceptionTests(SharedCluster cluster)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task An_attributed_exception_keeps_its_members(int caller)
    {
        var grain = await SeenFromAsync(caller);

        var failure = await Assert.ThrowsAsync<RefusedException>(() => grain.RefuseAsync("no room", 42));

        Assert.Equal("no room", failure.Message);
        Assert.Equal(42, failure.Code);
    }

    [Fact]
    public async Task A_client_catches_what_the_grain_threw()
    {
        var grain = cluster.Client.GetGrain<IFailingGrain>(Key.New());

        var failure = await Assert.ThrowsAsync<RefusedException>(() => grain.RefuseAsync("no room", 42));

        Assert.Equal(42, failure.Code);
        Assert.Contains(nameof(FailingGrain), failure.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inner_exception_arrives_with_the_outer_one()
    {
        var grain = cluster.Client.GetGrain<IFailingGrain>(Key.New());

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(grain.FailWithInnerAsync);

        Assert.Equal(5, Assert.IsType<RefusedException>(failure.InnerException).Code);
    }

    [Theory]
    [InlineData(nameof(ArgumentException), typeof(ArgumentException), "bad (Parameter 'kind')")]
    [InlineData(nameof(KeyNotFoundException), typeof(KeyNotFoundException), "no key")]
    [InlineData(nameof(TimeoutException), typeof(TimeoutException), "too late")]
    [InlineData(nameof(OperationCanceledException), typeof(OperationCanceledException), "stopped")]
    [InlineData(nameof(NotSupportedException), typeof(NotSupportedException), "never")]
    [InlineData(nameof(HttpRequestException), typeof(HttpRequestException), "no route")]
    public async Task Exceptions_of_the_base_library_arrive_with_type_and_message(string kind, Type type, string message)
    {
        var failure = await Record.ExceptionAsync(() => cluster.Client.GetGrain<IFailingGrain>(Key.New()).FailAsync(kind));

        Assert.IsType(type, failure);
        Assert.Equal(message, failure.Message);
    }

    [Fact]
    public async Task An_exception_thrown_before_the_first_await_is_no_different()
    {
        var grain = cluster.Client.GetGrain<IFailingGrain>(Key.New());

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.FailBeforeAwaitAsync().AsTask());

        Assert.Equal("at once", failure.Message);
    }

    [Fact]
    public async Task An_unattributed_exception_is_known_only_inside_its_silo()
    {
        var near = await SeenFromAsync(0);
        var far = await SeenFromAsync(1);

        await Assert.ThrowsAsync<UnattributedException>(near.FailUnattributedAsync);
        await Assert.ThrowsAsync<Orleans.Serialization.CodecNotFoundException>(far.FailUnattributedAsync);
    }

    [Fact]
    public async Task A_grain_that_threw_answers_the_next_call()
    {
        var grain = cluster.Client.GetGrain<IFailingGrain>(Key.New());
        await Assert.ThrowsAsync<RefusedException>(() => grain.RefuseAsync("no", 1));

        await grain.GetSiloAsync();
    }

    private async Task<IFailingGrain> SeenFromAsync(int caller)
    {
        var grain = await cluster.PlaceAsync<IFailingGrain>(0);
        return cluster.Inside(caller).GetGrain<IFailingGrain>(grain.GetPrimaryKeyString());
    }
}
