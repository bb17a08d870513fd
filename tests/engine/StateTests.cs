namespace Andamento.Tests.Engine;

/// <summary>What a grain has written is there when it comes back.</summary>
[Collection(SharedCluster.Name)]
public sealed class StateTests(SharedCluster cluster)
{
    private readonly IAccountGrain _grain = cluster.Client.GetGrain<IAccountGrain>(Key.New());

    [Fact]
    public async Task Before_the_first_write_there_is_an_empty_state_and_no_record()
    {
        Assert.Equal(new AccountView(0, false, null, false), await _grain.GetAsync());
        Assert.DoesNotContain(Record, cluster.Ledger.Records);
    }

    [Fact]
    public async Task Writing_makes_a_record_with_an_etag()
    {
        var first = await _grain.DepositAsync(5);
        var second = await _grain.DepositAsync(2);

        Assert.True(first.Exists);
        Assert.Equal(7, second.Balance);
        Assert.NotNull(first.ETag);
        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Contains(Record, cluster.Ledger.Records);
    }

    [Fact]
    public async Task The_next_activation_has_the_state_before_it_activates()
    {
        await _grain.DepositAsync(5);
        await LeaveAsync();

        var view = await _grain.GetAsync();

        Assert.Equal(5, view.Balance);
        Assert.True(view.ReadBeforeActivation);
    }

    [Fact]
    public async Task What_was_not_written_is_lost()
    {
        await _grain.DepositAsync(5);
        await _grain.ForgeAsync(1000);
        await LeaveAsync();

        Assert.Equal(5, (await _grain.GetAsync()).Balance);
    }

    [Fact]
    public async Task Reading_again_drops_what_was_not_written()
    {
        await _grain.DepositAsync(5);
        await _grain.ForgeAsync(1000);

        Assert.Equal(5, (await _grain.ReadAgainAsync()).Balance);
    }

    [Fact]
    public async Task Clearing_removes_the_record()
    {
        await _grain.DepositAsync(5);

        var cleared = await _grain.ClearAsync();

        Assert.Equal((0, false), (cleared.Balance, cleared.Exists));
        Assert.DoesNotContain(Record, cluster.Ledger.Records);
        Assert.Equal(3, (await _grain.DepositAsync(3)).Balance);
    }

    [Fact]
    public async Task Two_states_of_a_grain_live_in_their_own_stores()
    {
        await _grain.NoteAsync("remember");
        await _grain.DepositAsync(1);
        await LeaveAsync();

        Assert.Equal("remember", await _grain.GetNoteAsync());
        Assert.Equal(1, (await _grain.GetAsync()).Balance);
    }

    [Fact]
    public async Task A_write_over_somebody_elses_record_is_refused()
    {
        await _grain.DepositAsync(5);
        cluster.Ledger.Replace(Record, """{"Balance":50}""");

        await Assert.ThrowsAsync<Orleans.Storage.InconsistentStateException>(() => _grain.DepositAsync(1));
    }

    [Fact]
    public async Task A_grain_whose_write_was_refused_comes_back_with_the_stored_state()
    {
        await _grain.DepositAsync(5);
        cluster.Ledger.Replace(Record, """{"Balance":50}""");
        await Assert.ThrowsAsync<Orleans.Storage.InconsistentStateException>(() => _grain.DepositAsync(1));

        await Signal.NextAsync(_grain.GetPrimaryKeyString());

        Assert.Equal(51, (await _grain.DepositAsync(1)).Balance);
    }

    [Fact]
    public async Task A_store_that_fails_fails_the_call_and_the_next_write_may_succeed()
    {
        await _grain.DepositAsync(5);
        cluster.Ledger.Jammed = Record;

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => _grain.DepositAsync(1));
        cluster.Ledger.Jammed = null;

        Assert.Contains("the store is jammed", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(5, (await _grain.ReadAgainAsync()).Balance);
        Assert.Equal(6, (await _grain.DepositAsync(1)).Balance);
    }

    private string Record => Ledger.Name("account", _grain.GetGrainId());

    private async Task LeaveAsync()
    {
        await _grain.LeaveAsync();
        await Signal.NextAsync(_grain.GetPrimaryKeyString());
    }
}
