using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.Serving;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Catalogue;

/// <summary>
/// Makes the endpoints of the catalogue what the settings say, once the cluster can be reached: creates what is missing, changes
/// what serves another model, deletes what is not mapped any more. Every process with a front door does so; the endpoint decides.
/// </summary>
internal sealed class CatalogueKeeper(
    IGrainFactory grains, IOptions<CatalogueOptions> options, TimeProvider time, ILogger<CatalogueKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private static readonly Principal Self = new() { Id = "0", Name = SystemEndpoints.Creator, Groups = [BuiltInGroups.Admins] };

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var entries = options.Value.Endpoints.Select(CatalogueEntry.Parse).OfType<CatalogueEntry>().ToList();
        for (var told = false; ; told = true)
        {
            try
            {
                await KeepAsync(entries, stoppingToken);
                return;
            }
            catch (Exception failed) when (failed is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                if (!told) CatalogueLog.NotYet(log, failed);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task KeepAsync(List<CatalogueEntry> entries, CancellationToken cancellationToken)
    {
        var names = entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        var directory = grains.GetGrain<IEndpointDirectoryGrain>(IEndpointDirectoryGrain.Workspace);
        foreach (var gone in (await directory.ListAsync(cancellationToken)).Where(one => SystemEndpoints.Owns(one.Name) && !names.Contains(one.Name)))
            await grains.GetGrain<IEndpointGrain>(gone.Name).DeleteAsync(cancellationToken);

        foreach (var entry in entries)
        {
            try
            {
                await KeepAsync(entry, cancellationToken);
            }
            catch (ServingException refused) when (refused.Kind is not FailureKind.Unavailable)
            {
                CatalogueLog.Refused(log, entry.Name, refused); // its model is not there: the others are none the worse for it
            }
        }
    }

    private async Task KeepAsync(CatalogueEntry entry, CancellationToken cancellationToken)
    {
        var endpoint = grains.GetGrain<IEndpointGrain>(entry.Name);
        if (await endpoint.GetAsync(cancellationToken) is not { } found)
        {
            await endpoint.CreateAsync(
                new() { Caller = Self, OfSystem = true, Config = entry.Config, RateLimits = entry.Limits }, cancellationToken);
            return;
        }

        if (!found.RateLimits.SequenceEqual(entry.Limits)) await endpoint.SetRateLimitsAsync(entry.Limits, Self.Name, cancellationToken);
        if (!entry.IsServedBy(found)) await endpoint.UpdateConfigAsync(new() { Caller = Self, Config = entry.Config }, cancellationToken);
    }
}

// Events 2800-2809. An id is never reused.
internal static partial class CatalogueLog
{
    [LoggerMessage(2800, LogLevel.Warning, "The catalogue cannot be looked at yet; trying again")]
    public static partial void NotYet(ILogger logger, Exception cause);

    [LoggerMessage(2801, LogLevel.Error, "Endpoint {Endpoint} of the catalogue cannot be made")]
    public static partial void Refused(ILogger logger, string endpoint, Exception cause);
}
