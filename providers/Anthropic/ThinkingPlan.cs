using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Anthropic;

/// <summary>How much a model thinks, and the output limit that leaves room for it. They depend on each other.</summary>
internal sealed record ThinkingPlan(long MaxTokens)
{
    private const int LeastBudget = 1024;

    private JsonElement _given; // the caller's own, sent as it is
    private long _budget;

    /// <summary>The model thinks, so it takes no sampling parameters.</summary>
    public bool On { get; private init; }

    /// <summary>The effort, for models that decide themselves how much to think; null for none.</summary>
    public string? Effort { get; private init; }

    /// <summary>Decides. The caller's <c>thinking</c> wins over a <c>reasoning_effort</c>.</summary>
    public static ThinkingPlan Of(JsonElement unified, ProviderTarget target, Parameters parameters)
    {
        var asked = AskedLimit(unified);
        var usual = int.TryParse(target.Setting("default_max_tokens"), out var set) ? set : ClaudeModel.OutputLimit(target.Model);
        var effort = AskedEffort(unified);
        if (unified.TryGet("thinking"u8, out var given))
        {
            return new(asked ?? Above(given.Count("budget_tokens"u8) ?? 0, usual))
            {
                _given = given,
                On = !given.Is("type"u8, "disabled"u8),
            };
        }

        if (effort is null or "none") return new(asked ?? usual);
        if (!ClaudeModel.Thinks(target.Model) || ForcesTool(unified, target) || ResumesWithoutThinking(unified))
        {
            parameters.Drop("reasoning_effort");
            return new(asked ?? usual);
        }

        if (ClaudeModel.TakesEffort(target.Model))
        {
            return new(asked ?? usual) { On = true, Effort = effort is "minimal" ? "low" : effort };
        }

        var budget = Math.Min(BudgetOf(effort), asked - 1 ?? long.MaxValue);
        if (budget >= LeastBudget) return new(asked ?? Above(budget, usual)) { On = true, _budget = budget };

        parameters.Drop("reasoning_effort");
        return new(asked ?? usual);
    }

    /// <summary>Writes the member <c>thinking</c>, if any.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (_given.ValueKind is not JsonValueKind.Undefined)
        {
            json.Write("thinking"u8, _given);
            return;
        }

        if (!On) return;

        json.WriteStartObject("thinking"u8);
        json.WriteString("type"u8, Effort is null ? "enabled"u8 : "adaptive"u8);
        if (Effort is null) json.WriteNumber("budget_tokens"u8, _budget);
        json.WriteEndObject();
    }

    private static string? AskedEffort(JsonElement unified) => unified.TryGet("reasoning_effort"u8, out var effort)
        ? effort.ValueKind is JsonValueKind.String ? effort.GetString() : throw NoEffort()
        : null;

    private static ProviderException NoEffort() =>
        Fault.Malformed("reasoning_effort", "must be none, minimal, low, medium, high, xhigh or max");

    private static long? AskedLimit(JsonElement unified)
    {
        var limit = UnifiedBody.MaxTokens(unified);
        return limit.ValueKind is JsonValueKind.Undefined ? null
            : limit.ValueKind is JsonValueKind.Number && limit.TryGetInt64(out var tokens) && tokens > 0 ? tokens
            : throw Fault.Malformed("max_tokens", "must be a whole number above 0");
    }

    // The answer needs tokens of its own behind the thinking.
    private static long Above(long budget, long usual) => budget < usual ? usual : budget + usual;

    private static long BudgetOf(string effort) => effort switch
    {
        "minimal" or "low" => LeastBudget,
        "medium" => 2048,
        "high" => 4096,
        "xhigh" or "max" => 16384,
        _ => throw NoEffort(),
    };

    // A model that thinks cannot be forced to a tool.
    private static bool ForcesTool(JsonElement unified, ProviderTarget target) =>
        unified.Is("tool_choice"u8, "required"u8) || unified.Member("tool_choice"u8).ValueKind is JsonValueKind.Object
        || ChatBody.AsksBySchemaTool(unified, target);

    // Thinking that began before a tool call must be sent back to go on after its result; many clients lose it.
    private static bool ResumesWithoutThinking(JsonElement unified)
    {
        JsonElement last = default, lastAssistant = default;
        foreach (var message in unified.Items("messages"u8))
        {
            last = message;
            if (message.Is("role"u8, "assistant"u8)) lastAssistant = message;
        }

        return last.Is("role"u8, "tool"u8) && !lastAssistant.TryGet("thinking_blocks"u8, out _)
            && !lastAssistant.Items("content"u8).Any(part => part.Is("type"u8, "thinking"u8));
    }
}
