using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Palm;

/// <summary>Parameters under PaLM's names. What is not named here passes through.</summary>
internal sealed class PalmParameters(Utf8JsonWriter json, Parameters parameters)
{
    private const int MostChoices = 8;

    /// <summary>Writes them.</summary>
    /// <param name="unified">The body.</param>
    /// <param name="endless">The call knows neither a limit of tokens nor words to stop at.</param>
    public void Write(JsonElement unified, bool endless = false)
    {
        if (UnifiedBody.MaxTokens(unified) is { ValueKind: not JsonValueKind.Undefined } limit)
        {
            if (endless) throw Fault.Unsupported("max_tokens", "chats of this provider have no limit to set");
            json.Write("maxOutputTokens"u8, limit);
        }

        foreach (var member in unified.EnumerateObject())
        {
            if (member.Value.ValueKind is not JsonValueKind.Null) WriteMember(member, unified, endless);
        }
    }

    private void WriteMember(JsonProperty member, JsonElement unified, bool endless)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "temperature": parameters.Temperature(json, value, most: 1); break;
            case "top_p": parameters.Number(json, "top_p", value, "topP", 0, 1); break;
            case "top_k": json.Write("topK"u8, value); break;
            case "n" when value.ValueKind is not JsonValueKind.Number || !value.TryGetInt32(out var n) || n is < 1 or > MostChoices:
                throw Fault.Unsupported("n", $"this provider gives 1 to {MostChoices} choices");
            case "n": json.Write("candidateCount"u8, value); break;
            case "stop" when endless: throw Fault.Unsupported("stop", "chats of this provider stop at no words");
            case "stop": StopWords.Write(json, unified, value, "stopSequences"u8, atMost: 5); break;
            case "frequency_penalty" or "presence_penalty" or "logit_bias" or "seed": parameters.Drop(member.Name); break;
            case "examples": break; // beside the messages
            default:
                if (!TextModel.Withholds(member, parameters)) member.WriteTo(json);
                break;
        }
    }
}
