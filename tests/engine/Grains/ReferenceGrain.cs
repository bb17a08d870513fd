namespace Andamento.Tests.Engine.Grains;

public interface IReferenceGrain : ILocated
{
    Task<IReferenceGrain> GetSelfAsync();

    Task<SiloAddress> AskAsync(ILocated other);

    Task<SiloAddress[]> AskAllAsync(Contacts contacts);

    Task<IReferenceGrain?> EchoAsync(IReferenceGrain? other);
}

/// <summary>The second face of the same grain.</summary>
public interface INamedGrain : IGrainWithStringKey
{
    Task<string> GetNameAsync();
}

[GenerateSerializer]
public sealed record Contacts(ILocated First, List<ILocated> Others, Dictionary<string, IReferenceGrain> ByName);

internal sealed class ReferenceGrain : LocatedGrain, IReferenceGrain, INamedGrain
{
    public Task<IReferenceGrain> GetSelfAsync() => Task.FromResult(this.AsReference<IReferenceGrain>());

    public Task<SiloAddress> AskAsync(ILocated other) => other.GetSiloAsync();

    public Task<SiloAddress[]> AskAllAsync(Contacts contacts) =>
        Task.WhenAll(new[] { contacts.First }.Concat(contacts.Others).Concat(contacts.ByName.Values)
            .Select(contact => contact.GetSiloAsync()));

    public Task<IReferenceGrain?> EchoAsync(IReferenceGrain? other) => Task.FromResult(other);

    public Task<string> GetNameAsync() => Task.FromResult(this.GetPrimaryKeyString());
}
