using System.Collections.Immutable;
using System.Net;
using Andamento.Replicas;

namespace Andamento.Tests.Unit.Replicas;

public sealed class ReplicaMembersTests
{
    [Theory]
    [InlineData(8, 4, "4 4")] // four silos: two of the four replicas that the maximum takes
    [InlineData(16, 4, "4 4 4 4")]
    [InlineData(8, 3, "6 5")] // three silos share 16
    [InlineData(8, 1, "16")] // a second copy beside the first would add nothing
    [InlineData(16, 9, "4 4 4 4")] // smaller ones are not worth it
    [InlineData(1, 2, "8")]
    public void Replicas_are_as_many_as_there_are_places_and_never_small(int desired, int places, string sizes) =>
        Assert.Equal(sizes, Sizes(ReplicaMembers.Fit([], desired, concurrency: 16, least: 4, places)));

    [Fact]
    public void The_last_leave_first_and_a_free_ordinal_is_used_again()
    {
        var fewer = ReplicaMembers.Fit([new(0, 4), new(1, 4), new(2, 4)], desired: 5, concurrency: 16, least: 4, places: 4);
        Assert.Equal([false, false, true], fewer.Select(member => member.Leaving));

        var more = ReplicaMembers.Fit([new(0, 4), new(2, 4)], desired: 12, concurrency: 16, least: 4, places: 4);
        Assert.Equal([0, 1, 2], more.Select(member => member.Ordinal));
    }

    [Fact]
    public void One_that_leaves_is_taken_back_before_another_starts()
    {
        var members = ReplicaMembers.Fit([new(0, 4), new(1, 4) { Leaving = true }], desired: 6, concurrency: 16, least: 4, places: 4);

        Assert.Equal<IEnumerable<ReplicaMember>>([new(0, 4), new(1, 4)], members);
    }

    [Fact]
    public void All_leave_when_nothing_is_desired() =>
        Assert.All(ReplicaMembers.Fit([new(0, 4), new(1, 4)], desired: 0, concurrency: 16, least: 4, places: 4), member => Assert.True(member.Leaving));

    [Fact]
    public void A_replica_comes_to_the_silo_that_has_none_of_its_set_and_then_to_the_emptiest()
    {
        ImmutableArray<ReplicaPlace> places = [new(Silo(1), 1, 5), new(Silo(2), 1, 1), new(Silo(3), 1, 2)];

        Assert.Equal(Silo(2), ReplicaPlace.Choose(places, []));
        Assert.Equal(Silo(3), ReplicaPlace.Choose(places, [Silo(2)]));
        Assert.Equal(Silo(1), ReplicaPlace.Choose(places, [Silo(2), Silo(3)]));
        Assert.Equal(Silo(2), ReplicaPlace.Choose(places, [Silo(1), Silo(2), Silo(3)]));
        Assert.Null(ReplicaPlace.Choose([], []));
    }

    [Fact]
    public void A_silo_with_more_devices_takes_more()
    {
        ImmutableArray<ReplicaPlace> places = [new(Silo(1), 2, 1), new(Silo(2), 1, 1)];

        Assert.Equal(Silo(1), ReplicaPlace.Choose(places, [Silo(1), Silo(2)]));
    }

    private static SiloAddress Silo(int number) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, number), 1);

    private static string Sizes(ImmutableArray<ReplicaMember> members) => string.Join(' ', members.Select(member => member.Concurrency));
}
