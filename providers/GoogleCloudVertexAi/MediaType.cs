namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>What a file is, as far as its name tells.</summary>
internal static class MediaType
{
    /// <summary>The type of a file of this name or at this path; null when it does not tell.</summary>
    public static string? OfName(string? name) => Path.GetExtension(name)?.ToLowerInvariant() switch
    {
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".webp" => "image/webp",
        ".gif" => "image/gif",
        ".heic" => "image/heic",
        ".heif" => "image/heif",
        ".pdf" => "application/pdf",
        ".txt" or ".md" => "text/plain",
        ".mp3" => "audio/mp3",
        ".wav" => "audio/wav",
        ".flac" => "audio/flac",
        ".ogg" => "audio/ogg",
        ".mp4" => "video/mp4",
        ".mov" => "video/mov",
        ".webm" => "video/webm",
        _ => null,
    };
}
