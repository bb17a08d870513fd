using Andamento.ServedEntities;
using Andamento.Serving;

namespace Andamento.Tests.Unit.ServedEntities;

public class LocalEntitiesTests
{
    private readonly LocalEntities _entities = new();

    [Fact]
    public void The_lanes_of_an_entity_share_one()
    {
        using var first = _entities.Take("e/1/1/gpt", () => new Nothing());
        using var second = _entities.Take("e/1/1/gpt", () => new Nothing());
        using var other = _entities.Take("e/1/2/gpt", () => new Nothing());

        Assert.Same(first.Entity, second.Entity);
        Assert.NotSame(first.Entity, other.Entity);
        Assert.Same(first.Entity, _entities.Find("e/1/1/gpt"));
    }

    [Fact]
    public void It_is_found_until_its_last_owner_lets_go()
    {
        var first = _entities.Take("e/1/1/gpt", () => new Nothing());
        var second = _entities.Take("e/1/1/gpt", () => new Nothing());

        first.Dispose();
        first.Dispose(); // twice is once
        Assert.NotNull(_entities.Find("e/1/1/gpt"));

        second.Dispose();
        Assert.Null(_entities.Find("e/1/1/gpt"));
    }

    private sealed class Nothing : IServedEntity
    {
        public Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<AnswerFrame> StreamAsync(ServingRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
