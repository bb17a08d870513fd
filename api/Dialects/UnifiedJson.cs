using System.Text.Json;
using Andamento.Serving;

namespace Andamento.Api.Dialects;

/// <summary>Reads unified answers, which models of anybody may have written: a member of the wrong kind counts as absent.</summary>
internal static class UnifiedJson
{
    /// <summary>Runs what reads an answer; what is no chat completion is the model's fault, not ours.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.UpstreamFailed"/>.</exception>
    public static void Read<T>(ReadOnlyMemory<byte> json, T state, Action<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            read(document.RootElement, state);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new ServingException(FailureKind.UpstreamFailed, "The model's answer is no chat completion.", broken);
        }
    }

    /// <summary>A member, or an undefined element.</summary>
    public static JsonElement Member(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>A text, or null.</summary>
    public static string? Text(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>Whether a member is exactly this text.</summary>
    public static bool Is(this JsonElement element, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value && value.ValueEquals(text);

    /// <summary>A count, or 0.</summary>
    public static long Count(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) ? count : 0;

    /// <summary>The items of a list; none for anything else.</summary>
    public static JsonElement.ArrayEnumerator Items(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;

    /// <summary>Whether this is a text with something in it.</summary>
    public static bool HasText(this JsonElement element) =>
        element.ValueKind is JsonValueKind.String && !element.ValueEquals(""u8);
}
