using System.Text.Json;
using Andamento.Inference.Json;

namespace Andamento.Inference.LanguageModels.Requests;

/// <summary>An <c>llm/v1/chat</c> request, read.</summary>
/// <param name="Settings">How to answer.</param>
/// <param name="Messages">The conversation, as chat templates expect it.</param>
/// <param name="Tools">What the model may call, and whether it must.</param>
/// <param name="Format">What the text of the answer must be.</param>
internal sealed record ChatRequest(AnswerSettings Settings, JsonElement Messages, ToolRequest Tools, ResponseFormat Format)
{
    /// <summary>Reads a body.</summary>
    /// <param name="body">UTF-8 JSON.</param>
    /// <param name="vocabulary">One more than the largest token.</param>
    /// <param name="defaultSystemPrompt">Begins a conversation that has no system message; null for none.</param>
    /// <exception cref="ModelException">It does not fit; <see cref="ModelException.Param"/> names the member.</exception>
    public static ChatRequest Parse(ReadOnlyMemory<byte> body, int vocabulary, string? defaultSystemPrompt)
    {
        using var document = JsonBody.ParseObject(body);
        var settings = new AnswerSettingsReader(vocabulary);
        var tools = new ToolRequestReader();
        JsonElement? messages = null;
        var format = ResponseFormat.Text;
        var logProbabilities = false;
        int? top = null;
        foreach (var member in RequestMembers.Of(document.RootElement))
        {
            if (settings.TryRead(member) || tools.TryRead(member)) continue;
            if (member.Name == "messages") messages = ChatMessages.Read(member.Value, defaultSystemPrompt);
            else if (member.Name == "response_format") format = ResponseFormat.Read(member.Value, member.Path);
            else if (member.Name == "logprobs") logProbabilities = RequestValues.Boolean(member.Value, member.Path);
            else if (member.Name == "top_logprobs") top = (int)RequestValues.Whole(member.Value, member.Path, 0, 20);
            else throw member.Unknown();
        }

        if (top is not null && !logProbabilities) throw JsonBody.Invalid("'top_logprobs' needs 'logprobs' to be true.", "top_logprobs");

        return new(
            settings.Build(logProbabilities ? top ?? 0 : null),
            messages ?? throw JsonBody.Invalid("'messages' is missing.", "messages"),
            tools.Build(),
            format);
    }
}
