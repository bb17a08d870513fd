using System.Diagnostics;
using Andamento.Api.Invocations;
using Andamento.Endpoints;
using Andamento.Tests.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Andamento.Tests.Unit.Invocations;

public sealed class EndpointSnapshotsTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly EndpointDouble _endpoint = new();
    private readonly EndpointSnapshots _snapshots;

    public EndpointSnapshotsTests()
    {
        var grains = Grains.Of((type, _) => type == typeof(IEndpointGrain) ? _endpoint : new EntityDouble());
        _snapshots = new EndpointSnapshots(grains, new NoLocalEntities(), _time, NullLogger<EndpointSnapshots>.Instance);
        Exists(revision: 1);
    }

    [Fact]
    public async Task An_endpoint_is_asked_for_once_and_then_known()
    {
        Assert.Equal(1, await RevisionAsync());
        Assert.Equal(1, await RevisionAsync());

        Assert.Equal(1, _endpoint.Questions);
        Assert.Equal(1, _endpoint.Watchers);
    }

    [Fact]
    public async Task Finding_a_known_endpoint_allocates_nothing()
    {
        await RevisionAsync();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = _snapshots.FindAsync("chat", CancellationToken.None);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(found.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Callers_who_come_at_once_share_one_question()
    {
        var answer = new TaskCompletionSource<EndpointSnapshot?>();
        _endpoint.Answer = () => answer.Task;
        var callers = Enumerable.Range(0, 5).Select(_ => RevisionAsync()).ToArray();

        answer.SetResult(Snapshots.Chat(revision: 7));

        Assert.Equal([7, 7, 7, 7, 7], await Task.WhenAll(callers));
        Assert.Equal(1, _endpoint.Questions);
    }

    [Fact]
    public async Task A_change_is_heard_without_asking()
    {
        await RevisionAsync();

        _endpoint.Words.Writer.TryWrite(Snapshots.Chat(revision: 2));

        await UntilAsync(2);
        Assert.Equal(1, _endpoint.Questions);
    }

    [Fact]
    public async Task An_older_word_changes_nothing()
    {
        Exists(revision: 5);
        await RevisionAsync();

        _endpoint.Words.Writer.TryWrite(Snapshots.Chat(revision: 4));
        _endpoint.Words.Writer.TryWrite(Snapshots.Chat(revision: 6));

        await UntilAsync(6, seen => Assert.NotEqual(4, seen));
    }

    [Fact]
    public async Task A_word_older_than_10_seconds_is_confirmed_before_use()
    {
        await RevisionAsync();
        Exists(revision: 3);

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, await RevisionAsync());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, await RevisionAsync());
        Assert.Equal(2, _endpoint.Questions);
    }

    [Fact]
    public async Task A_doubted_endpoint_is_confirmed_before_use()
    {
        await RevisionAsync();
        Exists(revision: 2);

        _snapshots.Doubt("chat");

        Assert.Equal(2, await RevisionAsync());
    }

    [Fact]
    public async Task An_answer_to_a_question_from_before_a_change_is_not_kept()
    {
        var before = new TaskCompletionSource<EndpointSnapshot?>();
        _endpoint.Answer = () => before.Task;
        var early = RevisionAsync();
        Exists(revision: 1);

        _snapshots.Doubt("chat"); // created meanwhile
        before.SetResult(null);

        Assert.Null(await early);
        Assert.Equal(1, await RevisionAsync());
    }

    [Fact]
    public async Task A_word_of_the_stream_does_not_lift_a_doubt()
    {
        await RevisionAsync();
        Exists(revision: 2);

        _snapshots.Doubt("chat");
        _endpoint.Words.Writer.TryWrite(Snapshots.Chat(revision: 1));

        Assert.Equal(2, await RevisionAsync());
    }

    [Fact]
    public async Task A_deleted_endpoint_disappears_at_once()
    {
        await RevisionAsync();
        _endpoint.Answer = () => Task.FromResult<EndpointSnapshot?>(null);

        _endpoint.Words.Writer.Complete();

        await UntilAsync(null);
    }

    [Fact]
    public async Task A_missing_name_is_asked_for_once_a_second()
    {
        _endpoint.Answer = () => Task.FromResult<EndpointSnapshot?>(null);
        await RevisionAsync();
        await RevisionAsync();
        Assert.Equal(1, _endpoint.Questions);

        _time.Advance(TimeSpan.FromSeconds(1));
        Exists(revision: 1);

        Assert.Equal(1, await RevisionAsync());
    }

    [Fact]
    public async Task A_name_just_made_here_is_found_although_it_was_missing()
    {
        _endpoint.Answer = () => Task.FromResult<EndpointSnapshot?>(null);
        await RevisionAsync();
        Exists(revision: 1);

        _snapshots.Doubt("chat");

        Assert.Equal(1, await RevisionAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("no spaces")]
    [InlineData("no/slash")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task A_name_that_no_endpoint_can_have_is_not_asked_for(string name)
    {
        Assert.Null(await _snapshots.FindAsync(name, CancellationToken.None));

        Assert.Equal(0, _endpoint.Questions);
    }

    [Fact]
    public async Task A_broken_line_is_connected_again_after_a_short_while()
    {
        await RevisionAsync();
        var broken = _endpoint.Words;
        _endpoint.Words = System.Threading.Channels.Channel.CreateUnbounded<EndpointSnapshot>();

        broken.Writer.Complete(new IOException("the silo died"));
        await _time.TimerWithinAsync(TimeSpan.FromMilliseconds(100));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        _endpoint.Words.Writer.TryWrite(Snapshots.Chat(revision: 2));

        await UntilAsync(2);
        Assert.Equal(2, _endpoint.Watchers);
    }

    [Fact]
    public async Task An_endpoint_that_nobody_uses_is_forgotten_after_10_minutes()
    {
        await RevisionAsync();

        _time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        _endpoint.Words.Writer.TryWrite(Snapshots.Chat(revision: 1));
        await LeftAsync();
        Exists(revision: 2);

        await UntilAsync(2);
        Assert.Equal(2, _endpoint.Watchers);
    }

    [Fact]
    public async Task A_question_that_fails_fails_its_caller_and_is_asked_again()
    {
        _endpoint.Answer = () => Task.FromException<EndpointSnapshot?>(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(RevisionAsync);
        Exists(revision: 1);

        Assert.Equal(1, await RevisionAsync());
    }

    [Fact]
    public async Task Stopping_ends_the_watchers()
    {
        await RevisionAsync();

        await _snapshots.StopAsync(CancellationToken.None);

        await LeftAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _snapshots.StopAsync(CancellationToken.None);
        _snapshots.Dispose();
    }

    private void Exists(long revision) =>
        _endpoint.Answer = () => Task.FromResult<EndpointSnapshot?>(Snapshots.Chat(revision: revision));

    private Task<bool> LeftAsync() => _endpoint.Left.Reader.ReadAsync().AsTask().ForAsync("the watcher to stop listening");

    private async Task<long?> RevisionAsync() => (await _snapshots.FindAsync("chat", CancellationToken.None))?.Snapshot.Revision;

    // A word is taken in on another thread; there is no signal for that outside of the look-up itself.
    private async Task UntilAsync(long? revision, Action<long?>? check = null)
    {
        var started = Stopwatch.GetTimestamp();
        for (var seen = await RevisionAsync(); seen != revision; seen = await RevisionAsync())
        {
            check?.Invoke(seen);
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience.Limit, $"Revision {revision} does not come; {seen} stays.");
            await Task.Yield();
        }
    }
}
