namespace Andamento.Providers.Http;

/// <summary>Which framing a stream has, by the media type it comes with.</summary>
internal static class EventReaders
{
    private const string Amazon = "application/vnd.amazon.eventstream";

    /// <summary>Whether a media type is that of a stream. One that is not told counts as text/event-stream.</summary>
    public static bool Know(string? mediaType) => mediaType is null or "text/event-stream" or Amazon || IsLines(mediaType);

    /// <summary>The reader for a stream.</summary>
    public static IEventReader Open(string? mediaType, int maxEventBytes) => mediaType switch
    {
        Amazon => new AwsEventReader(maxEventBytes),
        _ when IsLines(mediaType) => new JsonLinesReader(maxEventBytes),
        _ => new SseReader(maxEventBytes),
    };

    private static bool IsLines(string? mediaType) =>
        mediaType is "application/stream+json" or "application/x-ndjson" or "application/jsonl" or "application/x-jsonlines";
}
