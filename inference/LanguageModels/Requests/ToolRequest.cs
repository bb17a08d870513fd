using System.Text.Json;
using Andamento.Inference.Constraints;
using Andamento.Inference.Json;

namespace Andamento.Inference.LanguageModels.Requests;

/// <summary>What a model may call.</summary>
/// <param name="Tools">As the chat template is told them; null for none.</param>
/// <param name="Functions">Those that may be called.</param>
/// <param name="MustCall">The answer is a call.</param>
internal sealed record ToolRequest(JsonElement? Tools, IReadOnlyList<CallableFunction> Functions, bool MustCall)
{
    /// <summary>The answer may be a call.</summary>
    public bool MayCall => Functions.Count > 0;
}

/// <summary>Collects <c>tools</c>, <c>tool_choice</c> and <c>parallel_tool_calls</c>.</summary>
internal sealed class ToolRequestReader
{
    private const int MostTools = 32, LongestName = 64;

    private readonly List<CallableFunction> _functions = [];
    private JsonElement? _tools;
    private string _choice = "auto";
    private string? _named;

    /// <summary>Takes a member, when it is one of these.</summary>
    public bool TryRead(in RequestMember member)
    {
        switch (member.Name)
        {
            case "tools": ReadTools(member.Value, member.Path); return true;
            case "tool_choice": ReadChoice(member.Value, member.Path); return true;
            case "parallel_tool_calls": RequestValues.Boolean(member.Value, member.Path); return true;
            default: return false;
        }
    }

    public ToolRequest Build()
    {
        if (_named is not null)
        {
            var function = _functions.Find(function => function.Name == _named)
                ?? throw JsonBody.Invalid($"'tool_choice' names the function '{_named}', which 'tools' does not have.", "tool_choice");
            return new(_tools, [function], MustCall: true);
        }

        if (_choice == "required" && _functions.Count == 0)
            throw JsonBody.Invalid("'tool_choice' is \"required\", and there are no 'tools'.", "tool_choice");
        return _choice == "none" || _functions.Count == 0
            ? new(Tools: null, [], MustCall: false)
            : new(_tools, _functions, _choice == "required");
    }

    private void ReadTools(JsonElement value, string path)
    {
        var count = RequestValues.List(value, path).GetArrayLength();
        if (count > MostTools) throw JsonBody.Invalid($"'{path}' has {count} tools; {MostTools} are allowed.", path);

        _tools = value.Clone();
        var i = 0;
        foreach (var tool in _tools.Value.EnumerateArray()) _functions.Add(ReadTool(tool, $"{path}[{i++}]"));
        if (_functions.GroupBy(function => function.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw JsonBody.Invalid($"'{path}' has two functions '{twice.Key}'.", path);
    }

    private static CallableFunction ReadTool(JsonElement tool, string path)
    {
        var type = RequestValues.Text(RequestValues.Required(RequestValues.Object(tool, path), "type", path), $"{path}.type");
        if (type != "function") throw JsonBody.Invalid($"'{path}.type' is '{type}'; function is needed.", $"{path}.type");

        var at = $"{path}.function";
        var function = RequestValues.Object(RequestValues.Required(tool, "function", path), at);
        var name = RequestValues.Text(RequestValues.Required(function, "name", at), $"{at}.name");
        if (name.Length is 0 or > LongestName || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-'))
            throw JsonBody.Invalid($"'{at}.name' must be 1 to {LongestName} letters, digits, '_' and '-'.", $"{at}.name");
        if (RequestValues.Optional(function, "description") is { } description) RequestValues.Text(description, $"{at}.description");
        if (RequestValues.Optional(function, "strict") is { } strict) RequestValues.Boolean(strict, $"{at}.strict");

        var parameters = RequestValues.Optional(function, "parameters");
        if (parameters is { } schema) RequestValues.Object(schema, $"{at}.parameters");
        return new(name, parameters, $"{at}.parameters");
    }

    private void ReadChoice(JsonElement value, string path)
    {
        if (value.ValueKind is JsonValueKind.Object)
        {
            var function = RequestValues.Object(RequestValues.Required(value, "function", path), $"{path}.function");
            _named = RequestValues.Text(RequestValues.Required(function, "name", $"{path}.function"), $"{path}.function.name");
            return;
        }

        _choice = RequestValues.Text(value, path);
        if (_choice is not ("none" or "auto" or "required"))
            throw JsonBody.Invalid($"'{path}' is '{_choice}'; none, auto, required or a function is needed.", path);
    }
}
