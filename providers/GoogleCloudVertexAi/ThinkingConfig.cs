using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>How much Gemini thinks: by levels since version 3, by a budget of tokens in version 2.5, not at all before.</summary>
internal static class ThinkingConfig
{
    private const int LeastOfPro = 128; // it cannot be switched off there

    /// <summary>Writes the member <c>thinkingConfig</c>.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="wanted">The effort; null for what is no text.</param>
    /// <param name="name">The member that the caller asked in.</param>
    /// <param name="model">The model.</param>
    /// <param name="parameters">Learns what cannot be had.</param>
    public static void Write(Utf8JsonWriter json, string? wanted, string name, string model, Parameters parameters)
    {
        if (wanted is not ("none" or "minimal" or "low" or "medium" or "high" or "xhigh" or "max"))
        {
            throw Fault.Malformed(name, "must be none, minimal, low, medium, high, xhigh or max");
        }

        var version = VertexModel.VersionOf(model);
        if (version < new Version(2, 5))
        {
            if (wanted is not "none") parameters.Drop(name);
            return;
        }

        json.WriteStartObject("thinkingConfig"u8);
        if (version.Major >= 3) WriteLevel(json, wanted, name, parameters);
        else WriteBudget(json, wanted, name, model, parameters);
        json.WriteBoolean("includeThoughts"u8, wanted is not "none");
        json.WriteEndObject();
    }

    private static void WriteLevel(Utf8JsonWriter json, string wanted, string name, Parameters parameters)
    {
        if (wanted is "none") parameters.Change(name, "this model always thinks");
        json.WriteString("thinkingLevel"u8, wanted switch
        {
            "none" or "minimal" => "MINIMAL",
            "low" => "LOW",
            "medium" => "MEDIUM",
            _ => "HIGH",
        });
    }

    private static void WriteBudget(Utf8JsonWriter json, string wanted, string name, string model, Parameters parameters)
    {
        var always = model.Contains("pro", StringComparison.Ordinal);
        if (wanted is "none" && always) parameters.Change(name, "this model always thinks");
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
