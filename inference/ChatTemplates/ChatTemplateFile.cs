using System.Text.Json;

namespace Andamento.Inference.ChatTemplates;

/// <summary>Finds the chat template in a model's folder.</summary>
internal static class ChatTemplateFile
{
    /// <summary>
    /// Reads <c>chat_template.jinja</c>, or else <c>chat_template</c> of <c>tokenizer_config.json</c>, which also tells the marks.
    /// </summary>
    /// <returns>The template, or null where the folder has none.</returns>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>: a file is broken.</exception>
    public static IChatTemplate? Read(string folder)
    {
        try
        {
            using var config = ReadConfig(Path.Combine(folder, "tokenizer_config.json"));
            var marks = Marks(config?.RootElement);
            var own = Path.Combine(folder, "chat_template.jinja");
            if (File.Exists(own)) return ChatTemplate.Parse(Text(own), marks);
            return config is not null && config.RootElement.TryGetProperty("chat_template", out var template) ? Parse(template, marks) : null;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or JsonException
            or KeyNotFoundException or InvalidOperationException)
        {
            throw new ModelException(ModelFailure.BadModel, $"The chat template in '{folder}' cannot be read: {broken.Message}", broken);
        }
    }

    private static JsonDocument? ReadConfig(string path) => File.Exists(path) ? JsonDocument.Parse(SmallFile.Read(path, SmallFile.MaxSettings)) : null;

    private static string Text(string path)
    {
        using var text = new StreamReader(new MemoryStream(SmallFile.Read(path, SmallFile.MaxSettings)));
        return text.ReadToEnd();
    }

    // Marks are strings, or objects with their content.
    private static Dictionary<string, string> Marks(JsonElement? config)
    {
        var marks = new Dictionary<string, string>(StringComparer.Ordinal);
        if (config is not { } members) return marks;

        foreach (var member in members.EnumerateObject())
        {
            if (!member.Name.EndsWith("_token", StringComparison.Ordinal)) continue;
            var value = member.Value.ValueKind is JsonValueKind.Object && member.Value.TryGetProperty("content", out var content) ? content : member.Value;
            if (value.ValueKind is JsonValueKind.String) marks[member.Name] = value.GetString()!;
        }

        return marks;
    }

    private static IChatTemplate? Parse(JsonElement template, Dictionary<string, string> marks)
    {
        if (template.ValueKind is JsonValueKind.Null) return null;
        if (template.ValueKind is JsonValueKind.String) return ChatTemplate.Parse(template.GetString()!, marks);

        // Several, by name: the one for tools, where there is one, and the one for everything else.
        IChatTemplate? usual = null, forTools = null;
        foreach (var named in template.EnumerateArray())
        {
            var name = named.GetProperty("name").GetString();
            if (name is not ("default" or "tool_use")) continue;
            var parsed = ChatTemplate.Parse(named.GetProperty("template").GetString()!, marks);
            if (name is "default") usual = parsed;
            else forTools = parsed;
        }

        return usual is not null && forTools is not null ? new ByTools(usual, forTools) : usual ?? forTools;
    }

    private sealed class ByTools(IChatTemplate usual, IChatTemplate forTools) : IChatTemplate
    {
        public string Render(ChatTemplateInput input) =>
            (input.Tools is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0 ? forTools : usual).Render(input);
    }
}
