using System.Text.Encodings.Web;
using System.Text.Json;

namespace Andamento.Inference.LanguageModels.Tools;

/// <summary>Reads what a model wrote between the marks of a call.</summary>
internal static class CalledFunctions
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The calls; null when this is no call of functions that there are.</summary>
    public static IReadOnlyList<(string Name, string Arguments)>? Read(string text, IReadOnlySet<string> functions)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var entries = json.RootElement.ValueKind is JsonValueKind.Array ? json.RootElement.EnumerateArray().ToList() : [json.RootElement];
            var calls = new List<(string, string)>();
            foreach (var entry in entries)
            {
                if (ReadOne(entry, functions) is not { } call) return null;
                calls.Add(call);
            }

            return calls.Count > 0 ? calls : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException) // half a surrogate pair is the latter
        {
            return null;
        }
    }

    private static (string Name, string Arguments)? ReadOne(JsonElement entry, IReadOnlySet<string> functions)
    {
        if (entry.ValueKind is not JsonValueKind.Object) return null;
        if (!entry.TryGetProperty("name", out var name) || name.ValueKind is not JsonValueKind.String) return null;
        if (!functions.Contains(name.GetString()!)) return null;
        if (!entry.TryGetProperty("arguments", out var arguments) && !entry.TryGetProperty("parameters", out arguments))
            return (name.GetString()!, "{}");

        return arguments.ValueKind switch
        {
            JsonValueKind.Object => (name.GetString()!, JsonSerializer.Serialize(arguments, Readable)),
            JsonValueKind.String => (name.GetString()!, arguments.GetString()!), // some write the JSON as a text
            _ => null,
        };
    }
}
