using System.Text;
using Andamento.Api.Control.Reading;
using Andamento.Identity;

namespace Andamento.Api.Secrets;

/// <summary>Reads what the secret operations send (section 10).</summary>
internal static class SecretBodies
{
    /// <summary>Reads who will manage a new scope: its creator or, if so asked, everybody. Only scopes that we keep are made.</summary>
    public static string ReadManager(JsonField body, string creator)
    {
        if (body.Text("scope_backend_type") is { } backend and not "DATABRICKS")
            throw body.Wrong("scope_backend_type", $"'{backend}' is not supported; it must be DATABRICKS.");

        return body.Text("initial_manage_principal") switch
        {
            null or "" => creator,
            BuiltInGroups.Users => BuiltInGroups.Users,
            var other => throw body.Wrong("initial_manage_principal", $"'{other}' must be '{BuiltInGroups.Users}', or left out."),
        };
    }

    /// <summary>Reads the value of a secret.</summary>
    public static byte[] ReadValue(JsonField body) => (body.Text("string_value"), body.Text("bytes_value")) switch
    {
        ({ } text, null) => Encoding.UTF8.GetBytes(text),
        (null, { } encoded) => Decode(body, encoded),
        (null, null) => throw body.Wrong("string_value", "is missing; give it or bytes_value."),
        _ => throw body.Wrong("bytes_value", "must not come together with string_value."),
    };

    private static byte[] Decode(JsonField body, string encoded)
    {
        var value = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, value, out var length)
            ? value[..length]
            : throw body.Wrong("bytes_value", "is not base64.");
    }
}
