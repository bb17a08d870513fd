using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>Whether a chat that wants a tool called has any.</summary>
internal static class ToolDemand
{
    /// <summary>Requires tools where one must be called: left out, the answer would be another one.</summary>
    /// <exception cref="ProviderException">There are none.</exception>
    public static void RequireTools(JsonElement chat)
    {
        if (!chat.TryGet("tool_choice"u8, out _) || chat.Is("tool_choice"u8, "auto"u8) || chat.Is("tool_choice"u8, "none"u8)) return;

        if (!chat.Items("tools"u8).Any()) throw Fault.Malformed("tool_choice", "asks for a tool, and there are no tools");
    }
}
