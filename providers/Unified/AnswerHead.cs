using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>What an answer says of itself, the same in every chunk of it.</summary>
/// <param name="Chat">A chat, else a text completion.</param>
/// <param name="Created">Unix seconds.</param>
/// <param name="Model">What <c>model</c> says.</param>
internal sealed record AnswerHead(bool Chat, long Created, JsonEncodedText Model)
{
    private JsonEncodedText? _id;

    /// <summary>The head of the answer to a call.</summary>
    public static AnswerHead Of(ProviderCall call, ProviderTarget target) => new(
        call.Task is ProviderTask.Chat, call.AskedAt.ToUnixTimeSeconds(), JsonEncodedText.Encode(target.AnswerModel));

    /// <summary>The id: the provider's once it told one, else a random one that stays.</summary>
    public JsonEncodedText Id => _id ??= JsonEncodedText.Encode(RandomId.Of(Chat ? "chatcmpl-" : "cmpl-"));

    /// <summary>The provider told its id.</summary>
    public void Identify(string? id)
    {
        if (!string.IsNullOrEmpty(id)) _id = JsonEncodedText.Encode(id);
    }

    /// <summary>What <c>object</c> says.</summary>
    public string Object(bool chunk) =>
        !Chat ? "text_completion" : chunk ? "chat.completion.chunk" : "chat.completion";

    /// <summary>Writes the first members of an answer or a chunk.</summary>
    public void WriteTo(Utf8JsonWriter json, bool chunk)
    {
        json.WriteString("id"u8, Id);
        json.WriteString("object"u8, Object(chunk));
        json.WriteNumber("created"u8, Created);
        json.WriteString("model"u8, Model);
    }
}
