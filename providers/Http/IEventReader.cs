namespace Andamento.Providers.Http;

/// <summary>Finds the events in the bytes of a stream, however they are packed.</summary>
internal interface IEventReader : IDisposable
{
    /// <summary>The next event among the received bytes. Its data is valid until the next call of anything here.</summary>
    /// <returns>False when more bytes are needed, or none will come.</returns>
    /// <exception cref="InvalidDataException">The bytes are no event, or one is larger than the limit.</exception>
    bool TryRead(out ReadOnlySpan<byte> data);

    /// <summary>Where the next bytes go; never empty.</summary>
    /// <exception cref="InvalidDataException">One event is larger than the limit.</exception>
    Memory<byte> Room();

    /// <summary>Takes so many bytes that were put there. 0 is the end of the stream, after which there may be one more event.</summary>
    void Receive(int bytes);
}
