using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Andamento.Tests.Engine.Clusters;

/// <summary>Silos that are soon found dead, so that a test can wait for it.</summary>
internal static class FragileCluster
{
    /// <summary>What a caller waits at most where the tests say nothing else.</summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    public static Task<Cluster> StartAsync(int silos) => Cluster.StartAsync(
        silos,
        silo =>
        {
            silo.Services.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                options.NumMissedProbesLimit = 2;
                options.NumVotesForDeathDeclaration = 1;
                options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
            });
            silo.Services.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout);
        },
        client => client.Services.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout));
}
