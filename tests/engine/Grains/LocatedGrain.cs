using Microsoft.Extensions.DependencyInjection;

namespace Andamento.Tests.Engine.Grains;

/// <summary>A grain that says where it lives.</summary>
public interface ILocated : IGrainWithStringKey
{
    Task<SiloAddress> GetSiloAsync();
}

public abstract class LocatedGrain : Grain, ILocated
{
    public Task<SiloAddress> GetSiloAsync() =>
        Task.FromResult(ServiceProvider.GetRequiredService<ILocalSiloDetails>().SiloAddress);
}
