using System.Collections.Immutable;
using Andamento.Endpoints;
using Andamento.Identity;

namespace Andamento.Api.Health;

/// <summary>Whether this front door can serve: the cluster answers, and its storage can be read.</summary>
internal sealed class ReadinessProbe(IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Why it cannot serve, in sentences for an operator; empty when it can.</summary>
    public async Task<ImmutableArray<string>> WhyNotAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return ["The server is stopping."];

        // Each of these grains reads its record before it answers for the first time.
        var directory = grains.GetGrain<IEndpointDirectoryGrain>(IEndpointDirectoryGrain.Workspace);
        var identity = grains.GetGrain<IIdentityGrain>(IIdentityGrain.Workspace);
        string?[] reasons = await Task.WhenAll(
            WhyNotAsync("endpoint directory", directory.FindAsync("", cancellationToken), cancellationToken),
            WhyNotAsync("identity", identity.ListTokensAsync("", cancellationToken), cancellationToken));
        return [.. reasons.OfType<string>()];
    }

    private async Task<string?> WhyNotAsync(string part, Task answer, CancellationToken cancellationToken)
    {
        try
        {
            await answer.WaitAsync(Patience, time, cancellationToken);
            return null;
        }
        catch (TimeoutException)
        {
            return $"The {part} grain did not answer within {Patience.TotalSeconds} s.";
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            return $"The {part} grain failed: {failed.GetType().Name}."; // its message may tell of the inside
        }
    }
}

/// <summary>Registers what <see cref="HealthRoutes"/> need.</summary>
internal static class HealthSetup
{
    /// <summary>Adds the probe.</summary>
    public static void AddHealth(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<ReadinessProbe>();
}
