using Andamento.Api.Invocations;
using Andamento.Endpoints;
using Andamento.ServedEntities;
using Andamento.Serving;
using Andamento.Tests.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Andamento.Tests.Unit.Invocations;

public sealed class EntityCallerTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Dictionary<string, Func<ServingAnswer>> _entities = new(StringComparer.Ordinal);
    private readonly List<string> _asked = [];
    private readonly EndpointSnapshots _snapshots;
    private readonly EntityCaller _caller;
    private readonly Deadline _deadline;
    private readonly EndpointDouble _endpoint = new();
    private EndpointSnapshot _snapshot = Snapshots.Chat() with
    {
        Entities = [new("a", "chat/0123/1/a"), new("b", "chat/0123/1/b"), new("c", "chat/0123/1/c"), new("d", "chat/0123/1/d")],
        Routes = [new("b", 100)],
        Gateway = new() { FallbackEnabled = true },
    };

    public EntityCallerTests()
    {
        _endpoint.Answer = () => Task.FromResult<EndpointSnapshot?>(_snapshot);
        _snapshots = new(Factory(), new NoLocalEntities(), _time, NullLogger<EndpointSnapshots>.Instance);
        _caller = new(_snapshots, NullLogger<EntityCaller>.Instance);
        _deadline = new(TimeSpan.FromSeconds(297), _time, CancellationToken.None);
    }

    [Theory]
    [InlineData(FailureKind.UpstreamLimited)]
    [InlineData(FailureKind.UpstreamFailed)]
    [InlineData(FailureKind.UpstreamUnavailable)]
    [InlineData(FailureKind.UpstreamTimedOut)]
    [InlineData(FailureKind.Overloaded)]
    public async Task A_failed_entity_is_followed_by_the_next_in_the_list(FailureKind kind)
    {
        Fails("b", kind);
        Answers("a");

        Assert.Equal("a", (await AskAsync()).Entity);
        Assert.Equal(["b", "a"], _asked);
    }

    [Theory]
    [InlineData(FailureKind.BadRequest)]
    [InlineData(FailureKind.UpstreamRefused)]
    [InlineData(FailureKind.UpstreamModelNotFound)]
    [InlineData(FailureKind.UpstreamAuthentication)]
    public async Task What_another_would_refuse_too_is_told_at_once(FailureKind kind)
    {
        Fails("b", kind);

        Assert.Equal(kind, (await Assert.ThrowsAsync<ServingException>(AskAsync)).Kind);
        Assert.Equal(["b"], _asked);
    }

    [Fact]
    public async Task When_the_third_has_failed_its_failure_is_told_and_the_fourth_is_not_asked()
    {
        Fails("b", FailureKind.UpstreamLimited);
        Fails("a", FailureKind.UpstreamFailed);
        Fails("c", FailureKind.UpstreamUnavailable);
        Answers("d");

        var failed = await Assert.ThrowsAsync<ServingException>(AskAsync);

        Assert.Equal((FailureKind.UpstreamUnavailable, "c"), (failed.Kind, failed.Message));
        Assert.Equal(["b", "a", "c"], _asked);
    }

    [Fact]
    public async Task Without_fallback_the_failure_is_told()
    {
        _snapshot = _snapshot with { Gateway = new() };
        Fails("b", FailureKind.UpstreamUnavailable);
        Answers("a");

        await Assert.ThrowsAsync<ServingException>(AskAsync);

        Assert.Equal(["b"], _asked);
    }

    [Fact]
    public async Task A_query_whose_time_is_over_asks_nobody_else()
    {
        _entities["b"] = () =>
        {
            _time.Advance(TimeSpan.FromSeconds(297));
            throw new ServingException(FailureKind.UpstreamTimedOut, "late");
        };
        Answers("a");

        await Assert.ThrowsAsync<ServingException>(AskAsync);

        Assert.Equal(["b"], _asked);
    }

    [Fact]
    public async Task The_next_one_gets_the_time_that_is_left()
    {
        TimeSpan? left = null;
        _entities["b"] = () =>
        {
            _time.Advance(TimeSpan.FromSeconds(100));
            throw new ServingException(FailureKind.UpstreamTimedOut, "late");
        };
        _entities["a"] = () => throw new ServingException(FailureKind.UpstreamFailed, "a");
        Answers("c");
        _seen = request => left = request.TimeLeft;

        await AskAsync();

        Assert.Equal(TimeSpan.FromSeconds(197), left);
    }

    [Fact]
    public async Task A_lost_entity_is_asked_once_more_before_others_are()
    {
        Fails("b", FailureKind.Unavailable);
        Answers("a");

        Assert.Equal("a", (await AskAsync()).Entity);
        Assert.Equal(["b", "b", "a"], _asked);
    }

    public void Dispose()
    {
        _deadline.Dispose();
        _snapshots.Dispose();
    }

    private Action<ServingRequest> _seen = _ => { };

    private void Answers(string entity) => _entities[entity] = () => new() { Body = "{}"u8.ToArray() };

    private void Fails(string entity, FailureKind kind) => _entities[entity] = () => throw new ServingException(kind, entity);

    private Task<EntityAnswer<ServingAnswer>> AskAsync() => _caller.InvokeAsync(
        new(new(_snapshot, Factory(), new NoLocalEntities()), null, Request(), Stream: false), _deadline);

    private static ServingRequest Request() => new()
    {
        Task = ServingTask.Chat,
        Body = "{}"u8.ToArray(),
        TimeLeft = TimeSpan.FromSeconds(297),
        RequestId = "r",
        AnswerModel = "chat",
    };

    private IGrainFactory Factory() => Grains.Of((type, key) =>
    {
        if (type == typeof(IEndpointGrain)) return _endpoint;

        var name = ServedEntityKey.Parse(key).EntityName;
        return new EntityDouble
        {
            Invoke = (request, _) =>
            {
                _asked.Add(name);
                _seen(request);
                return Task.FromResult(_entities[name]());
            },
        };
    });
}
