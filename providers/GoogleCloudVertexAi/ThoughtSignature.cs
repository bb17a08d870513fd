using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>
/// The signature that Gemini 3 puts on a tool call and wants to see again with it. It travels in a member beside the call
/// or, for clients that lose such members, in the call's id.
/// </summary>
internal static class ThoughtSignature
{
    private const string Mark = "__thought__";
    private const string Skip = "skip_thought_signature_validator"; // Google's own word for one that is lost

    /// <summary>The signature of a call in a chat; null for none.</summary>
    /// <param name="call">The call, as the caller sends it back.</param>
    /// <param name="target">Whether a lost one may be skipped.</param>
    /// <param name="first">Of several calls of one turn only the first has one.</param>
    public static string? Of(JsonElement call, ProviderTarget target, bool first)
    {
        if (call.Member("extra_content"u8).Member("google"u8).Text("thought_signature"u8) is { } beside) return beside;
        if (call.Text("id"u8) is { } id && id.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at) return id[(at + Mark.Length)..];

        return first && target.Setting(VertexSettings.SkipSignature) is "true" && VertexModel.VersionOf(target.Model).Major >= 3 ? Skip : null;
    }

    /// <summary>A call of an answer, with its signature where the operator wants it.</summary>
    public static WholeToolCall Sign(WholeToolCall call, string? signature, ProviderTarget target) =>
        signature is null ? call
        : target.Setting(VertexSettings.SignatureInId) is "true" ? call with { Id = call.Id + Mark + signature }
        : call with { ThoughtSignature = signature };
}
