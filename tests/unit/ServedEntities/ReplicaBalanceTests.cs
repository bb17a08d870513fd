using Andamento.Replicas;
using Andamento.ServedEntities;

namespace Andamento.Tests.Unit.ServedEntities;

public sealed class ReplicaBalanceTests
{
    private readonly ReplicaBalance _balance = new();

    [Fact]
    public void Requests_spread_evenly()
    {
        Update(new("s/none/0", 4, 0), new("s/none/1", 4, 0), new("s/none/2", 4, 0));

        Assert.Equal(["0 x4", "1 x4", "2 x4"], Count(Enumerable.Range(0, 12).Select(_ => Take())));
    }

    [Fact]
    public void A_larger_replica_takes_more()
    {
        Update(new("s/none/0", 12, 0), new("s/none/1", 4, 0));

        Assert.Equal(["0 x12", "1 x4"], Count(Enumerable.Range(0, 16).Select(_ => Take())));
    }

    [Fact]
    public void What_other_processes_have_there_counts_and_what_this_one_has_counts_once()
    {
        Update(new("s/none/0", 4, 0), new("s/none/1", 4, 0));
        var own = Take();
        Update(new($"s/none/{own}", 4, 1), new($"s/none/{1 - own}", 4, 3));

        Assert.Equal([own, own], [Take(), Take()]); // 1 and 2 there against 3
    }

    [Fact]
    public void A_place_that_is_given_back_is_taken_again()
    {
        Update(new("s/none/0", 4, 0), new("s/none/1", 4, 2));
        var first = _balance.Take([])!;
        first.Enter();
        first.Enter();
        first.Leave();
        first.Leave();
        first.Leave();

        Assert.Equal(0, Take());
    }

    [Fact]
    public void A_request_goes_where_its_beginning_was_before()
    {
        Update(new("s/none/0", 4, 0), new("s/none/1", 4, 0), new("s/none/2", 4, 0));
        var body = Body("one conversation", 3000);
        var first = _balance.Take(body)!;
        first.Leave();

        for (var turn = 0; turn < 9; turn++)
        {
            var next = _balance.Take([.. body, (byte)'x'])!;
            next.Leave();
            Assert.Equal(first.Ordinal, next.Ordinal);
        }
    }

    [Fact]
    public void Requests_with_the_same_instructions_alone_share_them()
    {
        Update(new("s/none/0", 4, 0), new("s/none/1", 4, 0));
        var first = _balance.Take([.. Body("instructions", 512), .. Body("one", 3000)])!;
        first.Leave();
        var second = _balance.Take([.. Body("instructions", 512), .. Body("another", 3000)])!;

        Assert.Equal(first.Ordinal, second.Ordinal);
    }

    [Fact]
    public void A_replica_that_is_clearly_busier_is_left_to_its_requests()
    {
        Update(new("s/none/0", 4, 0), new("s/none/1", 4, 0));
        var body = Body("everybody's instructions", 3000);

        Assert.Equal(["3", "3"], Enumerable.Range(0, 6).Select(_ => _balance.Take(body)!.Ordinal).CountBy(one => one).Select(one => $"{one.Value}"));
    }

    [Fact]
    public void A_beginning_whose_replica_has_gone_goes_elsewhere()
    {
        Update(new("s/none/0", 4, 0), new("s/none/1", 4, 0));
        var body = Body("one conversation", 3000);
        var gone = _balance.Take(body)!.Ordinal;
        Update(new ReadyReplica($"s/none/{1 - gone}", 4, 0));

        Assert.Equal(1 - gone, _balance.Take(body)!.Ordinal);
    }

    [Fact]
    public void Without_replicas_there_is_no_place() => Assert.Null(_balance.Take([]));

    private static byte[] Body(string text, int bytes) => [.. Enumerable.Range(0, bytes).Select(at => (byte)text[at % text.Length])];

    private static IEnumerable<string> Count(IEnumerable<int> ordinals) =>
        ordinals.ToList().CountBy(one => one).OrderBy(one => one.Key).Select(one => $"{one.Key} x{one.Value}");

    private int Take() => _balance.Take([])!.Ordinal;

    private void Update(params ReadyReplica[] ready) => _balance.Update([.. ready]);
}
