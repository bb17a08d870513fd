namespace Andamento.Tests.Engine;

/// <summary>How an activation begins and ends.</summary>
[Collection(SharedCluster.Name)]
public sealed class LifeTests(SharedCluster cluster)
{
    [Fact]
    public async Task An_activation_is_ready_before_its_first_call()
    {
        var key = $"slow {Key.New()}";
        var grain = cluster.Client.GetGrain<ILifeGrain>(key);
        var calls = Enumerable.Range(0, 5).Select(_ => grain.GetLifeAsync()).ToArray();
        await Gate.Of(key).ArrivalAsync();

        Gate.Of(key).Open();
        var lives = await Task.WhenAll(calls);

        Assert.Single(lives.Distinct());
        Assert.True(lives[0].ActivatedBeforeFirstCall);
    }

    [Fact]
    public async Task A_grain_takes_services_in_its_constructor()
    {
        var grain = await cluster.PlaceAsync<ILifeGrain>(2);

        Assert.Equal(cluster.Silos[2].Name, (await grain.GetLifeAsync()).InjectedSilo);
    }

    [Fact]
    public async Task A_failing_activation_fails_the_call_and_the_next_call_tries_again()
    {
        var key = Key.New();
        LifeGrain.Unable[key] = new RefusedException("not today", 3);
        var grain = cluster.Client.GetGrain<ILifeGrain>(key);

        var failure = await Assert.ThrowsAsync<RefusedException>(grain.GetLifeAsync);
        Assert.Equal(3, failure.Code);

        LifeGrain.Unable.TryRemove(key, out _);
        Assert.True((await grain.GetLifeAsync()).ActivatedBeforeFirstCall);
    }

    [Fact]
    public async Task A_grain_may_leave_and_the_next_call_finds_a_new_activation()
    {
        var grain = cluster.Client.GetGrain<ILifeGrain>(Key.New());
        var before = await grain.GetLifeAsync();

        await grain.LeaveAsync();

        Assert.Equal(nameof(DeactivationReasonCode.ApplicationRequested), await Signal.NextAsync(grain.GetPrimaryKeyString()));
        Assert.NotEqual(before.Activation, (await grain.GetLifeAsync()).Activation);
    }

    [Fact]
    public async Task Calls_that_meet_a_leaving_activation_are_answered_by_the_next_one()
    {
        var grain = cluster.Client.GetGrain<ILifeGrain>(Key.New());
        var before = await grain.GetLifeAsync();

        var leaving = grain.LeaveAsync();
        var lives = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => grain.GetLifeAsync()));
        await leaving;

        Assert.All(lives, life => Assert.True(life.ActivatedBeforeFirstCall));
        Assert.InRange(lives.Append(before).Distinct().Count(), 1, 2);
    }

    [Fact]
    public async Task An_idle_activation_is_collected_on_demand()
    {
        var grain = cluster.Client.GetGrain<ILifeGrain>(Key.New());
        var before = await grain.GetLifeAsync();

        await cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

        Assert.Equal(nameof(DeactivationReasonCode.ActivationIdle), await Signal.NextAsync(grain.GetPrimaryKeyString()));
        Assert.NotEqual(before.Activation, (await grain.GetLifeAsync()).Activation);
    }

    [Fact]
    public async Task An_activation_at_work_is_not_collected()
    {
        var gate = Key.New();
        var grain = cluster.Client.GetGrain<ILifeGrain>(Key.New());
        var before = await grain.GetLifeAsync();
        var working = grain.WaitAsync(gate);
        await Gate.Of(gate).ArrivalAsync();

        await cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.FromHours(1));
        Gate.Of(gate).Open();
        await working;

        Assert.Equal(before, await grain.GetLifeAsync());
    }
}
