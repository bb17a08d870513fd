using Microsoft.Extensions.Logging;

namespace Orleans.Standin;

/// <summary>What a silo's runtime takes from its container.</summary>
internal sealed record SiloServices(
    IServiceProvider Services,
    TimeProvider Time,
    SiloMessagingOptions Messaging,
    GrainCollectionOptions Collection,
    IEnumerable<IIncomingGrainCallFilter> IncomingFilters,
    IEnumerable<IOutgoingGrainCallFilter> OutgoingFilters,
    Dictionary<string, string> Metadata,
    ILogger Logger);
