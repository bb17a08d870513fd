using System.Text.Json;
using Andamento.Registry;

namespace Andamento.Api.Registry;

/// <summary>Words and small shapes that both dialects of the registry write.</summary>
internal static class RegistryWire
{
    /// <summary>A status.</summary>
    public static string ToWire(this VersionStatus status) => status switch
    {
        VersionStatus.Ready => "READY",
        VersionStatus.Failed => "FAILED_REGISTRATION",
        _ => "PENDING_REGISTRATION",
    };

    /// <summary>A stage.</summary>
    public static string ToWire(this ModelStage stage) => stage.ToString();

    /// <summary>Writes a text unless it is absent.</summary>
    public static void WriteIfAny(this Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text)) json.WriteString(name, text);
    }

    /// <summary>Writes a time in Unix milliseconds.</summary>
    public static void WriteTime(this Utf8JsonWriter json, string name, DateTimeOffset time) =>
        json.WriteNumber(name, time.ToUnixTimeMilliseconds());
}
