using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Cohere;

/// <summary>A unified completion as a body of their old text completions.</summary>
internal static class GenerateBody
{
    /// <summary>Writes the body. What is not named here passes through.</summary>
    public static void Write(
        Utf8JsonWriter json, JsonElement unified, ProviderCall call, ProviderTarget target, Parameters parameters)
    {
        var prompt = Prompt.One(unified);
        BodyFrame.Write(json, unified, call, target, member =>
        {
            if (member.Name is "prompt") json.Write("prompt"u8, prompt);
            else WriteMember(json, unified, member, parameters);
        });
    }

    private static void WriteMember(Utf8JsonWriter json, JsonElement unified, JsonProperty member, Parameters parameters)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "n" when value.ValueKind is not JsonValueKind.Number || !value.TryGetInt32(out var n) || n is < 1 or > 5:
                throw Fault.Unsupported("n", "this provider gives 1 to 5 choices");
            case "n": json.Write("num_generations"u8, value); break;
            case "stop": StopWords.Write(json, unified, value, "stop_sequences"u8, atMost: 5); break;
            case "temperature": parameters.Temperature(json, value, most: 5); break;
            case "top_p": parameters.Number(json, "top_p", value, "p", 0.01, 0.99); break;
            case "top_k": parameters.Number(json, "top_k", value, "k", 0, 500); break;
            case "frequency_penalty" or "presence_penalty": parameters.Number(json, member.Name, value, member.Name, 0, 1); break;
            default:
                if (!TextModel.Withholds(member, parameters)) member.WriteTo(json);
                break;
        }
    }
}
