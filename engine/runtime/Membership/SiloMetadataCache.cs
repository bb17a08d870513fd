using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Orleans.Standin;

internal sealed class SiloMetadataCache(SiloRuntime silo) : ISiloMetadataCache
{
    public SiloMetadata GetSiloMetadata(SiloAddress siloAddress)
    {
        var pairs = siloAddress.Equals(silo.Address) ? silo.OwnMetadata : silo.Manifest.InfoOf(siloAddress)?.Metadata;
        if (pairs is null || pairs.Count == 0)
        {
            return SiloMetadata.Empty;
        }

        var metadata = new SiloMetadata();
        foreach (var (key, value) in pairs)
        {
            metadata.Add(key, value);
        }

        return metadata;
    }
}
