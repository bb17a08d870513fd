using Andamento.Providers.Http;

namespace Andamento.Tests.Unit.Providers.Http;

/// <summary>Receives as a stream of events does.</summary>
internal static class EventReading
{
    /// <summary>Receives once. False at the end of the stream.</summary>
    public static async Task<bool> FillAsync(this IEventReader reader, Stream stream)
    {
        var received = await stream.ReadAsync(reader.Room());
        reader.Receive(received);
        return received > 0;
    }
}
