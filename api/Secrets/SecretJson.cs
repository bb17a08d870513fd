using System.Text.Json;
using Andamento.Secrets;

namespace Andamento.Api.Secrets;

/// <summary>Writes scopes and secrets.</summary>
internal static class SecretJson
{
    /// <summary>Writes the answer of the scope list.</summary>
    public static void WriteScopes(Utf8JsonWriter json, IEnumerable<SecretScope> scopes)
    {
        json.WriteStartObject();
        json.WriteStartArray("scopes"u8);
        foreach (var scope in scopes)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, scope.Name);
            json.WriteString("backend_type"u8, "DATABRICKS"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes the answer of the secret list.</summary>
    public static void WriteSecrets(Utf8JsonWriter json, SecretScope scope)
    {
        json.WriteStartObject();
        json.WriteStartArray("secrets"u8);
        foreach (var secret in scope.Secrets)
        {
            json.WriteStartObject();
            json.WriteString("key"u8, secret.Key);
            json.WriteNumber("last_updated_timestamp"u8, secret.UpdatedAt.ToUnixTimeMilliseconds());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes a value, as base64: it need not be text.</summary>
    public static void WriteValue(Utf8JsonWriter json, string key, SecretValue value)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, key);
        json.WriteBase64String("value"u8, value.Bytes.Span);
        json.WriteEndObject();
    }
}
