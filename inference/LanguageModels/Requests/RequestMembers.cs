using System.Text.Json;
using Andamento.Inference.Json;

namespace Andamento.Inference.LanguageModels.Requests;

/// <summary>A member of a request's body.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Not null: a null member is as good as none.</param>
/// <param name="Path">What a caller would call it.</param>
internal readonly record struct RequestMember(string Name, JsonElement Value, string Path)
{
    /// <summary>A member that nobody knows.</summary>
    public ModelException Unknown() => JsonBody.Invalid($"This model does not understand '{Path}'; leave it out.", Path);
}

/// <summary>The members of a body, those of <c>extra_params</c> behind the others.</summary>
internal static class RequestMembers
{
    // What a router, statistics or other models read; here they change nothing.
    private static readonly HashSet<string> Tolerated =
        ["model", "user", "metadata", "client_request_id", "usage_context", "databricks_options", "store", "service_tier", "stream", "extra_params"];

    // The others are numbers, booleans, lists or objects, and stand in strings only because extra_params holds strings.
    private static readonly HashSet<string> Texts = ["stop", "prompt", "suffix", "tool_choice", "error_behavior"];

    public static IEnumerable<RequestMember> Of(JsonElement body)
    {
        foreach (var member in body.EnumerateObject())
        {
            var name = JsonBody.Name(member);
            if (member.Value.ValueKind is not JsonValueKind.Null && !Tolerated.Contains(name)) yield return new(name, member.Value, name);
        }

        if (!body.TryGetProperty("extra_params", out var extra) || extra.ValueKind is JsonValueKind.Null) yield break;
        if (extra.ValueKind is not JsonValueKind.Object) throw RequestValues.Wrong("extra_params", extra, "an object of strings");

        foreach (var member in extra.EnumerateObject())
        {
            var name = JsonBody.Name(member);
            var path = $"extra_params.{name}";
            if (member.Value.ValueKind is not JsonValueKind.String) throw RequestValues.Wrong(path, member.Value, "a string");
            if (Tolerated.Contains(name) || (body.TryGetProperty(name, out var sent) && sent.ValueKind is not JsonValueKind.Null)) continue;

            var value = Texts.Contains(name) ? member.Value : Inner(JsonBody.Text(member.Value, $"'{path}'"), path);
            if (value.ValueKind is not JsonValueKind.Null) yield return new(name, value, path);
        }
    }

    private static JsonElement Inner(string text, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw JsonBody.Invalid($"'{path}' holds no number, boolean or other JSON.", path);
        }
    }
}
