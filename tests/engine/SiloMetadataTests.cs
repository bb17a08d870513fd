using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Andamento.Tests.Engine;

/// <summary>What a silo says about itself may come from its configuration.</summary>
public sealed class SiloMetadataTests
{
    [Fact]
    public async Task Metadata_may_be_read_from_the_section_Orleans_Metadata()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Orleans:Metadata:device"] = "gpu" }).Build();
        await using var cluster = await Cluster.StartAsync(1, silo => silo.UseSiloMetadata(configuration));

        var metadata = cluster.Services(0).GetRequiredService<ISiloMetadataCache>().GetSiloMetadata(cluster.Address(0)).Metadata;

        Assert.Equal("gpu", metadata["device"]);
    }
}
