using System.Text.Json;
using Andamento.Inference.Json;

namespace Andamento.Inference.Embeddings;

/// <summary>An <c>llm/v1/embeddings</c> request, read.</summary>
/// <param name="Texts">At least one, none of them empty.</param>
/// <param name="Base64">Whether vectors are answered as base64 of little-endian floats.</param>
/// <param name="Dimensions">The length asked for, or null.</param>
/// <param name="IsQuery">Whether the texts look for others, and are not themselves looked for.</param>
internal sealed record EmbeddingsRequest(IReadOnlyList<string> Texts, bool Base64, int? Dimensions, bool IsQuery)
{
    private const int MaxTexts = 2048;

    /// <summary>Reads a body.</summary>
    /// <exception cref="ModelException">It does not fit; <see cref="ModelException.Param"/> names the member.</exception>
    public static EmbeddingsRequest Parse(ReadOnlyMemory<byte> body)
    {
        using var document = JsonBody.ParseObject(body);
        var texts = (IReadOnlyList<string>?)null;
        var base64 = false;
        var isQuery = false;
        int? dimensions = null;
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (member.NameEquals("input")) texts = ReadTexts(member.Value);
            else if (member.NameEquals("encoding_format")) base64 = ReadFormat(member.Value);
            else if (member.NameEquals("dimensions")) dimensions = ReadDimensions(member.Value);
            else if (member.NameEquals("input_type")) isQuery = member.Value.ValueKind is JsonValueKind.String && member.Value.ValueEquals("query");
            else if (!IsTolerated(member)) throw Unknown(member);
        }

        return new(texts ?? throw JsonBody.Invalid("'input' is missing.", "input"), base64, dimensions, isQuery);
    }

    // For the router, for statistics, and for models that read instructions: this one has no use for them.
    private static bool IsTolerated(JsonProperty member) =>
        member.NameEquals("model") || member.NameEquals("user") || member.NameEquals("instruction");

    private static ModelException Unknown(JsonProperty member)
    {
        var name = JsonBody.Name(member);
        return JsonBody.Invalid($"This model does not understand '{name}'.", name);
    }

    private static IReadOnlyList<string> ReadTexts(JsonElement input)
    {
        if (input.ValueKind is JsonValueKind.String) return [ReadText(input, "input")];
        if (input.ValueKind is not JsonValueKind.Array)
        {
            throw JsonBody.Invalid($"'input' is {JsonBody.Describe(input)}; a string or a list of strings is needed.", "input");
        }

        var count = input.GetArrayLength();
        if (count is 0) throw JsonBody.Invalid("'input' is an empty list.", "input");
        if (count > MaxTexts) throw JsonBody.Invalid($"'input' has {count} texts; {MaxTexts} are allowed.", "input");
        return [.. input.EnumerateArray().Select((text, i) => ReadText(text, $"input[{i}]"))];
    }

    private static string ReadText(JsonElement text, string where)
    {
        if (text.ValueKind is JsonValueKind.Number or JsonValueKind.Array)
        {
            throw JsonBody.Invalid($"'{where}' is a list of tokens or a token; this model reads strings.", "input");
        }

        if (text.ValueKind is not JsonValueKind.String)
        {
            throw JsonBody.Invalid($"'{where}' is {JsonBody.Describe(text)}; a string is needed.", "input");
        }

        var read = JsonBody.Text(text, $"'{where}'");
        return read.Length > 0 ? read : throw JsonBody.Invalid($"'{where}' is an empty string.", "input");
    }

    private static bool ReadFormat(JsonElement format)
    {
        if (format.ValueKind is JsonValueKind.Null) return false;
        if (format.ValueKind is JsonValueKind.String)
        {
            if (format.ValueEquals("float")) return false;
            if (format.ValueEquals("base64")) return true;
        }

        throw JsonBody.Invalid("'encoding_format' is neither \"float\" nor \"base64\".", "encoding_format");
    }

    private static int? ReadDimensions(JsonElement dimensions)
    {
        if (dimensions.ValueKind is JsonValueKind.Null) return null;
        if (dimensions.ValueKind is JsonValueKind.Number && dimensions.TryGetInt32(out var read) && read > 0) return read;

        throw JsonBody.Invalid("'dimensions' is not a positive whole number.", "dimensions");
    }
}
