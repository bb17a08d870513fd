using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>One unified answer from those of the parts of a call: choices or vectors numbered through, usage added up.</summary>
internal static class MergedAnswer
{
    /// <summary>Puts them together, in the order of the parts.</summary>
    public static ProviderAnswer Of(IReadOnlyList<ProviderAnswer> parts)
    {
        var documents = parts.Select(part => JsonDocument.Parse(part.Json, JsonReading.Deep)).ToList();
        try
        {
            return new(
                JsonBytes.Write(documents, static (json, documents) => Write(json, documents)),
                parts.All(part => part.Usage is null) ? null : new ProviderUsage(
                    parts.Sum(part => part.Usage?.PromptTokens ?? 0), parts.Sum(part => part.Usage?.CompletionTokens ?? 0)),
                parts[0].Head);
        }
        finally
        {
            foreach (var document in documents) document.Dispose();
        }
    }

    private static void Write(Utf8JsonWriter json, List<JsonDocument> documents)
    {
        json.WriteStartObject();
        foreach (var member in documents[0].RootElement.EnumerateObject())
        {
            switch (member.Name)
            {
                case "choices" or "data": WriteItems(json, member.Name, documents); break;
                case "usage": WriteUsage(json, documents); break;
                default: member.WriteTo(json); break;
            }
        }

        json.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter json, string name, List<JsonDocument> documents)
    {
        json.WriteStartArray(name);
        var index = 0;
        foreach (var item in documents.SelectMany(document => document.RootElement.GetProperty(name).EnumerateArray()))
        {
            json.WriteStartObject();
            foreach (var member in item.EnumerateObject())
            {
                if (member.NameEquals("index"u8)) json.WriteNumber("index"u8, index++);
                else member.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteUsage(Utf8JsonWriter json, List<JsonDocument> documents)
    {
        var usages = documents.ConvertAll(document => document.RootElement.Member("usage"u8));
        json.WriteStartObject("usage"u8);
        foreach (var count in usages[0].EnumerateObject())
        {
            if (count.Value.ValueKind is not JsonValueKind.Number) continue; // details differ from part to part

            json.WriteNumber(
                count.Name, usages.Sum(usage => usage.TryGetProperty(count.Name, out var one) ? one.GetInt64() : 0));
        }

        json.WriteEndObject();
    }
}
