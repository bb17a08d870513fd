using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>The member <c>stop</c>: a text or a list of them.</summary>
internal static class StopWords
{
    /// <summary>Writes them as a list under the provider's name.</summary>
    /// <exception cref="ProviderException">
    /// The body also holds the provider's own name for them, or more than the provider takes.
    /// </exception>
    public static void Write(
        Utf8JsonWriter json, JsonElement unified, JsonElement stop, ReadOnlySpan<byte> theirName, int atMost = int.MaxValue)
    {
        if (unified.TryGet(theirName, out _)) throw Fault.Malformed("stop", "the body says it twice, in two names");

        json.WriteStartArray(theirName);
        if (stop.ValueKind is JsonValueKind.Array)
        {
            if (stop.GetArrayLength() > atMost) throw Fault.Unsupported("stop", $"this provider takes {atMost} at most");
            foreach (var word in stop.EnumerateArray()) word.WriteTo(json);
        }
        else
        {
            stop.WriteTo(json);
        }

        json.WriteEndArray();
    }
}
