using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>
/// JSON schemas. Models since 2.5 take them as they are; older ones take a kind of their own, without references, types
/// in lists and what they do not know.
/// </summary>
internal sealed class GeminiSchema(JsonElement root)
{
    private const int MostParts = 10_000; // references can multiply a small schema without end

    private static readonly Version TakesJsonSchema = new(2, 5);

    private int _parts;

    /// <summary>Writes a schema under the name that goes with the model.</summary>
    public static void Write(
        Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> olderName, JsonElement schema, ProviderTarget target)
    {
        if (VertexModel.VersionOf(target.Model) >= TakesJsonSchema)
        {
            json.Write(name, schema);
            return;
        }

        json.WritePropertyName(olderName);
        new GeminiSchema(schema).Write(json, schema, []);
    }

    // The references that are open keep a schema that holds itself from being written for ever.
    private void Write(Utf8JsonWriter json, JsonElement schema, ImmutableList<string> open)
    {
        if (++_parts > MostParts) throw Fault.Unsupported("tools", "a schema is too large for this model, once its references are written out");
        if (schema.ValueKind is not JsonValueKind.Object)
        {
            json.WriteStartObject();
            json.WriteEndObject();
            return;
        }

        if (schema.Text("$ref"u8) is { } reference)
        {
            Write(json, Resolve(reference, open), open.Add(reference));
            return;
        }

        var (alternatives, nullable) = Alternatives(schema);
        if (alternatives is [var only])
        {
            if (only.Text("$ref"u8) is { } to) (only, open) = (Resolve(to, open), open.Add(to));
            schema = Merge(schema, only);
        }

        json.WriteStartObject();
        foreach (var member in schema.EnumerateObject()) WriteMember(json, member, alternatives, open);
        if (nullable && !schema.TryGetProperty("nullable"u8, out _)) json.WriteBoolean("nullable"u8, true);
        json.WriteEndObject();
    }

    private void WriteMember(Utf8JsonWriter json, JsonProperty member, List<JsonElement> alternatives, ImmutableList<string> open)
    {
        switch (member.Name)
        {
            case "$schema" or "$id" or "$defs" or "definitions" or "additionalProperties" or "strict": break;
            case "anyOf" or "oneOf" when alternatives.Count == 1: break; // taken in already
            case "anyOf" or "oneOf": WriteList(json, "anyOf", alternatives, open); break;
            case "allOf" when member.Value.ValueKind is JsonValueKind.Array: WriteList(json, "allOf", member.Value.EnumerateArray(), open); break;
            case "type" when member.Value.ValueKind is JsonValueKind.Array: WriteTypes(json, member.Value); break;
            case "items":
                json.WritePropertyName("items"u8);
                Write(json, member.Value, open);
                break;
            case "properties" when member.Value.ValueKind is JsonValueKind.Object:
                json.WriteStartObject("properties"u8); // whose names are the caller's, not a schema's
                foreach (var property in member.Value.EnumerateObject())
                {
                    json.WritePropertyName(property.Name);
                    Write(json, property.Value, open);
                }

                json.WriteEndObject();
                break;
            default: member.WriteTo(json); break;
        }
    }

    private void WriteList(Utf8JsonWriter json, string name, IEnumerable<JsonElement> schemas, ImmutableList<string> open)
    {
        json.WriteStartArray(name);
        foreach (var one in schemas) Write(json, one, open);
        json.WriteEndArray();
    }

    private static void WriteTypes(Utf8JsonWriter json, JsonElement types)
    {
        var named = types.EnumerateArray().Where(type => !IsNull(type)).ToList();
        if (named is [var one]) json.Write("type"u8, one);
        else
        {
            json.WriteStartArray("anyOf"u8);
            foreach (var type in named)
            {
                json.WriteStartObject();
                json.Write("type"u8, type);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    private static (List<JsonElement> Others, bool Nullable) Alternatives(JsonElement schema)
    {
        var among = schema.Items("anyOf"u8).Concat(schema.Items("oneOf"u8)).ToList();
        var others = among.FindAll(one => !one.Is("type"u8, "null"u8));
        return (others, others.Count < among.Count || schema.Items("type"u8).Any(IsNull));
    }

    private static bool IsNull(JsonElement type) => type.ValueKind is JsonValueKind.String && type.ValueEquals("null"u8);

    // One alternative beside null: its members stand where the choice stood.
    private static JsonElement Merge(JsonElement schema, JsonElement only) =>
        JsonElement.Parse(JsonBytes.Write((schema, only), static (json, all) =>
        {
            json.WriteStartObject();
            foreach (var member in all.schema.EnumerateObject())
            {
                if (member.Name is not ("anyOf" or "oneOf") && all.only.Member(Encoding.UTF8.GetBytes(member.Name)).ValueKind
                    is JsonValueKind.Undefined) member.WriteTo(json);
            }

            if (all.only.ValueKind is JsonValueKind.Object)
            {
                foreach (var member in all.only.EnumerateObject()) member.WriteTo(json);
            }

            json.WriteEndObject();
        }), JsonReading.Deep);

    private static JsonElement Anything { get; } = JsonElement.Parse("""{"type":"object"}""");

    // RFC 6901: #/$defs/City
    private JsonElement Resolve(string reference, ImmutableList<string> open)
    {
        if (open.Contains(reference)) return Anything;

        var found = root;
        foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            found = found.Member(Encoding.UTF8.GetBytes(name));
        }

        return found.ValueKind is JsonValueKind.Object
            ? found
            : throw Fault.Malformed("tools", $"a schema refers to '{reference}', which is not in it");
    }
}
