using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Andamento.Providers.OpenAI;

/// <summary>
/// The member <c>extra_params</c>: a map of strings, each to stand at the top of the body as if the caller had put it there.
/// </summary>
internal static class ExtraParams
{
    private static readonly FrozenSet<string> Numbers = FrozenSet.Create(
        StringComparer.Ordinal,
        "temperature", "top_p", "top_k", "min_p", "presence_penalty", "frequency_penalty", "repetition_penalty",
        "max_tokens", "max_completion_tokens", "n", "best_of", "seed", "top_logprobs", "dimensions");

    private static readonly FrozenSet<string> Booleans =
        FrozenSet.Create(StringComparer.Ordinal, "parallel_tool_calls", "store", "echo");

    private static readonly FrozenSet<string> Composites = FrozenSet.Create(
        StringComparer.Ordinal,
        "tools", "tool_choice", "response_format", "logit_bias", "metadata", "modalities", "audio", "prediction",
        "web_search_options", "functions", "function_call", "stop");

    // What the gateway itself decides by, or what carries the caller's words: only at the top, where everybody looks.
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal,
        "model", "messages", "prompt", "input", "stream", "stream_options", "extra_params", "client_request_id",
        "usage_context", "databricks_options");

    /// <summary>The parameters in it, with values of the type that the provider wants.</summary>
    /// <exception cref="ProviderException">It is no object, a name is reserved, or a value does not fit.</exception>
    public static List<BodyMember> Read(BodyMember member, ProviderTask task)
    {
        if (member.Value.Span[0] != '{') throw BodyMembers.Unsupported("extra_params", "'extra_params' must be an object.");

        BodyMembers.RequireText(member);
        var found = BodyMembers.Read(member.Value);
        for (var i = 0; i < found.Count; i++)
        {
            if (Reserved.Contains(found[i].Name))
            {
                var name = $"extra_params.{found[i].Name}";
                throw BodyMembers.Unsupported(name, $"'{name}' is not possible: put it at the top of the body.");
            }

            found[i] = Typed(found[i], task);
        }

        return found;
    }

    private static BodyMember Typed(BodyMember param, ProviderTask task)
    {
        if (param.Value.Span[0] != '"') return param; // already a number, an object ...
        if (Kind(param.Name, task) is not { } wanted) return param; // the provider wants text, or we do not know

        var reader = new Utf8JsonReader(param.Value.Span);
        reader.Read();
        var json = Encoding.UTF8.GetBytes(reader.GetString()!);
        if (Fits(json, wanted)) return param with { Value = json };
        if (wanted is JsonTokenType.StartObject) return param; // such a member may be plain text too: tool_choice, stop

        var name = $"extra_params.{param.Name}";
        throw BodyMembers.Unsupported(
            name, $"'{name}' must be a {(wanted is JsonTokenType.Number ? "number" : "boolean")}.");
    }

    private static JsonTokenType? Kind(string name, ProviderTask task) => name switch
    {
        "logprobs" => task is ProviderTask.Completions ? JsonTokenType.Number : JsonTokenType.True,
        _ when Numbers.Contains(name) => JsonTokenType.Number,
        _ when Booleans.Contains(name) => JsonTokenType.True,
        _ when Composites.Contains(name) => JsonTokenType.StartObject,
        _ => null,
    };

    private static bool Fits(byte[] json, JsonTokenType wanted)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = BodyMembers.MaxDepth });
            reader.Read();
            var kind = reader.TokenType switch
            {
                JsonTokenType.False => JsonTokenType.True,
                JsonTokenType.StartArray => JsonTokenType.StartObject,
                var other => other,
            };
            reader.Skip();
            return kind == wanted && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
