namespace Andamento.Tests.Engine.Grains;

public interface IAccountGrain : ILocated
{
    Task<AccountView> GetAsync();

    Task<AccountView> DepositAsync(int amount);

    /// <summary>Changes the state without writing it.</summary>
    Task ForgeAsync(int balance);

    Task<AccountView> ReadAgainAsync();

    Task<AccountView> ClearAsync();

    Task NoteAsync(string note);

    Task<string> GetNoteAsync();

    Task LeaveAsync();
}

[GenerateSerializer]
public sealed record AccountView(int Balance, bool Exists, string? ETag, bool ReadBeforeActivation);

[GenerateSerializer]
public sealed class Account
{
    [Id(0)]
    public int Balance { get; set; }
}

[GenerateSerializer]
public sealed class Note
{
    [Id(0)]
    public string Text { get; set; } = "none";
}

internal sealed class AccountGrain(
    [PersistentState("account", "ledger")] IPersistentState<Account> account,
    [PersistentState("note", "memory")] IPersistentState<Note> note) : LocatedGrain, IAccountGrain
{
    private bool _read;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _read = account.RecordExists;
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (account.RecordExists && account.State.Balance < 0)
        {
            account.State.Balance = -account.State.Balance; // a change kept until the end
            await account.WriteStateAsync(cancellationToken);
        }

        Signal.Send(this.GetPrimaryKeyString(), reason.ReasonCode.ToString());
    }

    public Task<AccountView> GetAsync() =>
        Task.FromResult(new AccountView(account.State.Balance, account.RecordExists, account.Etag, _read));

    public async Task<AccountView> DepositAsync(int amount)
    {
        account.State.Balance += amount;
        await account.WriteStateAsync();
        return await GetAsync();
    }

    public Task ForgeAsync(int balance)
    {
        account.State.Balance = balance;
        return Task.CompletedTask;
    }

    public async Task<AccountView> ReadAgainAsync()
    {
        await account.ReadStateAsync();
        return await GetAsync();
    }

    public async Task<AccountView> ClearAsync()
    {
        await account.ClearStateAsync();
        return await GetAsync();
    }

    public Task NoteAsync(string text)
    {
        note.State = new Note { Text = text };
        return note.WriteStateAsync();
    }

    public Task<string> GetNoteAsync() => Task.FromResult(note.State.Text);

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
