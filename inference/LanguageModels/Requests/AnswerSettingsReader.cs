using System.Globalization;
using System.Text.Json;
using Andamento.Inference.Generation;
using Andamento.Inference.Json;

namespace Andamento.Inference.LanguageModels.Requests;

/// <summary>Collects the members that chat and completions requests have in common.</summary>
internal sealed class AnswerSettingsReader(int vocabulary)
{
    private const int MostAnswers = 5, MostStops = 16, LongestStop = 1_000, MostBiases = 1_024;

    // The likeliest token alone: nothing is left of the others' share.
    private const float SmallestTopP = 1e-6f;

    private SamplingSettings _sampling = new();
    private int? _maxTokens, _maxCompletionTokens;
    private int _count = 1;
    private IReadOnlyList<string> _stops = [];
    private bool _includeUsage;

    /// <summary>Takes a member, when it is one of these.</summary>
    public bool TryRead(in RequestMember member)
    {
        var (value, path) = (member.Value, member.Path);
        switch (member.Name)
        {
            case "max_tokens": _maxTokens = Count(value, path); return true;
            case "max_completion_tokens": _maxCompletionTokens = Count(value, path); return true;
            case "n": _count = (int)RequestValues.Whole(value, path, 1, MostAnswers); return true;
            case "stop": _stops = ReadStops(value, path); return true;
            case "stream_options": _includeUsage = ReadStreamOptions(value, path); return true;
            case "temperature": _sampling = _sampling with { Temperature = RequestValues.Number(value, path, 0, 2) }; return true;
            case "top_p": _sampling = _sampling with { TopP = Math.Max(RequestValues.Number(value, path, 0, 1), SmallestTopP) }; return true;
            case "top_k": _sampling = _sampling with { TopK = Count(value, path) }; return true;
            case "min_p": _sampling = _sampling with { MinP = RequestValues.Number(value, path, 0, 1) }; return true;
            case "frequency_penalty": _sampling = _sampling with { FrequencyPenalty = RequestValues.Number(value, path, -2, 2) }; return true;
            case "presence_penalty": _sampling = _sampling with { PresencePenalty = RequestValues.Number(value, path, -2, 2) }; return true;
            case "repetition_penalty": _sampling = _sampling with { RepetitionPenalty = RequestValues.Number(value, path, 0.01, 10) }; return true;
            case "logit_bias": _sampling = _sampling with { Biases = ReadBiases(value, path) }; return true;
            case "seed": _sampling = _sampling with { Seed = RequestValues.Whole(value, path, long.MinValue, long.MaxValue) }; return true;
            default: return false;
        }
    }

    public AnswerSettings Build(int? topLogProbabilities) => new()
    {
        MaxTokens = _maxCompletionTokens ?? _maxTokens,
        Count = _count,
        Sampling = _sampling,
        Stops = _stops,
        TopLogProbabilities = topLogProbabilities,
        IncludeUsage = _includeUsage,
    };

    private static int Count(JsonElement value, string path) => (int)RequestValues.Whole(value, path, 1, int.MaxValue);

    private static List<string> ReadStops(JsonElement value, string path)
    {
        if (value.ValueKind is JsonValueKind.String) return [Stop(value, path)];
        if (value.ValueKind is not JsonValueKind.Array) throw RequestValues.Wrong(path, value, "a string or a list of strings");
        if (value.GetArrayLength() > MostStops)
            throw JsonBody.Invalid($"'{path}' has {value.GetArrayLength()} texts; {MostStops} are allowed.", path);

        return [.. value.EnumerateArray().Select((stop, i) => Stop(stop, $"{path}[{i}]"))];
    }

    private static string Stop(JsonElement value, string path)
    {
        var text = RequestValues.Text(value, path);
        if (text.Length is > 0 and <= LongestStop) return text;
        throw JsonBody.Invalid($"'{path}' has {text.Length} characters; 1 to {LongestStop} are allowed.", path);
    }

    private static bool ReadStreamOptions(JsonElement value, string path)
    {
        var include = false;
        foreach (var member in RequestValues.Object(value, path).EnumerateObject())
        {
            var name = JsonBody.Name(member);
            if (name == "include_usage") include = RequestValues.Boolean(member.Value, $"{path}.{name}");
            else if (name != "include_obfuscation") throw new RequestMember(name, member.Value, $"{path}.{name}").Unknown();
        }

        return include;
    }

    private List<KeyValuePair<int, float>> ReadBiases(JsonElement value, string path)
    {
        var biases = new List<KeyValuePair<int, float>>();
        foreach (var member in RequestValues.Object(value, path).EnumerateObject())
        {
            var name = JsonBody.Name(member);
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id >= vocabulary)
                throw JsonBody.Invalid($"'{path}' has the key '{name}'; this model's tokens are 0 to {vocabulary - 1}.", $"{path}.{name}");
            biases.Add(new(id, RequestValues.Number(member.Value, $"{path}.{name}", -100, 100)));
        }

        return biases.Count <= MostBiases ? biases : throw JsonBody.Invalid($"'{path}' has {biases.Count} tokens; {MostBiases} are allowed.", path);
    }
}
