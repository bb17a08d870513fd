using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>How much Gemini thinks: by levels since version 3, by a budget of tokens in version 2.5, not at all before.</summary>
internal static class ThinkingConfig
{
    private const int LeastOfPro = 128; // it cannot be switched off there

    /// <summary>Writes the member <c>thinkingConfig</c>.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement effort, string model, Parameters parameters)
    {
        var wanted = effort.ValueKind is JsonValueKind.String ? effort.GetString()! : "";
        if (wanted is not ("none" or "minimal" or "low" or "medium" or "high" or "xhigh" or "max"))
        {
            throw Fault.Malformed("reasoning_effort", "must be none, minimal, low, medium, high, xhigh or max");
        }

        var version = VertexModel.VersionOf(model);
        if (version < new Version(2, 5))
        {
            if (wanted is not "none") parameters.Drop("reasoning_effort");
            return;
        }

        json.WriteStartObject("thinkingConfig"u8);
        if (version.Major >= 3) WriteLevel(json, wanted, parameters);
        else WriteBudget(json, wanted, model, parameters);
        json.WriteBoolean("includeThoughts"u8, wanted is not "none");
        json.WriteEndObject();
    }

    private static void WriteLevel(Utf8JsonWriter json, string wanted, Parameters parameters)
    {
        if (wanted is "none") parameters.Change("reasoning_effort", "this model always thinks");
        json.WriteString("thinkingLevel"u8, wanted switch
        {
            "none" or "minimal" => "MINIMAL",
            "low" => "LOW",
            "medium" => "MEDIUM",
            _ => "HIGH",
        });
    }

    private static void WriteBudget(Utf8JsonWriter json, string wanted, string model, Parameters parameters)
    {
        var always = model.Contains("pro", StringComparison.Ordinal);
        if (wanted is "none" && always) parameters.Change("reasoning_effort", "this model always thinks");
        json.WriteNumber("thinkingBudget"u8, wanted switch
        {
            "none" => always ? LeastOfPro : 0,
            "minimal" => 512,
            "low" => 1024,
            "medium" => 2048,
            "high" => 4096,
            "xhigh" => 16384,
            _ => 24576, // what all models of this version grant
        });
    }
}
