using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.OpenAI;

/// <summary>What the gateway must know of an answer or of one event of it, found in one pass that builds nothing.</summary>
internal struct AnswerFacts
{
    /// <summary>Where the value of <c>model</c> starts and ends; 0 when there is none.</summary>
    public int ModelStart, ModelEnd;

    /// <summary>Where the text of a choice starts and ends, between its quotes; 0 when there is none.</summary>
    public int TextStart, TextEnd;

    /// <summary>There is an <c>error</c>.</summary>
    public bool HasError;

    /// <summary>There are <c>choices</c>, or the <c>data</c> of embeddings.</summary>
    public bool HasContent;

    /// <summary>Choices by index: those in this answer, and those that it finishes. Indexes beyond 127 are not followed.</summary>
    public UInt128 Choices, Finished;

    /// <summary>Tokens used, when the answer says so.</summary>
    public ProviderUsage? Usage;

    /// <summary>Reads an object.</summary>
    /// <exception cref="JsonException">The bytes are no JSON object.</exception>
    public static AnswerFacts Read(ReadOnlySpan<byte> json)
    {
        var facts = default(AnswerFacts);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = BodyMembers.MaxDepth });
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject) throw new JsonException("No JSON object.");

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("model"u8)) facts.ReadModel(ref reader);
            else if (reader.ValueTextEquals("choices"u8)) facts.ReadChoices(ref reader);
            else if (reader.ValueTextEquals("usage"u8)) facts.ReadUsage(ref reader);
            else if (reader.ValueTextEquals("data"u8)) facts.HasContent |= SkipValue(ref reader) is JsonTokenType.StartArray;
            else if (reader.ValueTextEquals("error"u8)) facts.HasError |= SkipValue(ref reader) is not JsonTokenType.Null;
            else SkipValue(ref reader);
        }

        reader.Read(); // throws when anything follows the object
        return facts;
    }

    private static JsonTokenType SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        var kind = reader.TokenType;
        reader.Skip();
        return kind;
    }

    private void ReadModel(ref Utf8JsonReader reader)
    {
        reader.Read();
        ModelStart = (int)reader.TokenStartIndex;
        reader.Skip();
        ModelEnd = (int)reader.BytesConsumed;
    }

    private void ReadChoices(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        HasContent = true;
        for (var position = 0; reader.Read() && reader.TokenType is not JsonTokenType.EndArray; position++)
        {
            if (reader.TokenType is JsonTokenType.StartObject) ReadChoice(ref reader, position);
            else reader.Skip();
        }
    }

    private void ReadChoice(ref Utf8JsonReader reader, int index)
    {
        var finished = false;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("index"u8)) index = (int)(ReadNumber(ref reader) ?? index);
            else if (reader.ValueTextEquals("finish_reason"u8)) finished = SkipValue(ref reader) is JsonTokenType.String;
            else if (reader.ValueTextEquals("text"u8)) ReadText(ref reader);
            else if (reader.ValueTextEquals("delta"u8)) ReadDelta(ref reader);
            else SkipValue(ref reader);
        }

        if (index is < 0 or > 127) return;

        Choices |= UInt128.One << index;
        if (finished) Finished |= UInt128.One << index;
    }

    private void ReadDelta(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName) ReadText(ref reader);
    }

    private void ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.String)
        {
            TextStart = (int)reader.TokenStartIndex + 1;
            TextEnd = (int)reader.BytesConsumed - 1;
        }

        reader.Skip();
    }

    private void ReadUsage(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        long? prompt = null, completion = null, total = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("prompt_tokens"u8)) prompt = ReadNumber(ref reader);
            else if (reader.ValueTextEquals("completion_tokens"u8)) completion = ReadNumber(ref reader);
            else if (reader.ValueTextEquals("total_tokens"u8)) total = ReadNumber(ref reader);
            else SkipValue(ref reader);
        }

        Usage = ProviderUsage.Of(prompt, completion, total) ?? Usage;
    }

    private static long? ReadNumber(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.Number)
        {
            return JsonReading.Possible(reader.TryGetInt64(out var number) ? number : (long)reader.GetDouble());
        }

        reader.Skip();
        return null;
    }
}
