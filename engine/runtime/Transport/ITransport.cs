namespace Orleans.Standin;

/// <summary>
/// Carries messages, as bytes, between the silos and clients of one cluster. An implementation reaches every member by its
/// address; it may lose messages to members that are gone, and says so by <see cref="Lost"/>.
/// </summary>
internal interface ITransport
{
    /// <summary>A member can no longer be reached.</summary>
    event Action<SiloAddress>? Lost;

    Task Start(SiloAddress self, Action<ReadOnlyMemory<byte>> receive, CancellationToken cancellationToken);

    /// <summary>Sends without waiting; false when the member is known to be unreachable.</summary>
    bool Send(SiloAddress to, ReadOnlyMemory<byte> message);

    Task Stop();
}
