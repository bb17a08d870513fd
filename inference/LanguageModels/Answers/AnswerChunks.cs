using System.Buffers;
using System.Text.Json;
using Andamento.Inference.Generation;
using Andamento.Inference.Tokens;

namespace Andamento.Inference.LanguageModels.Answers;

/// <summary>Turns an answer into the events of a stream, for one choice.</summary>
/// <param name="head">What all chunks begin with.</param>
/// <param name="index">The choice.</param>
/// <param name="tokenizer">Spells tokens.</param>
/// <param name="includeUsage">The last chunk of the stream will say the usage, so these say null.</param>
internal abstract class AnswerChunks(AnswerHead head, int index, ITokenizer tokenizer, bool includeUsage) : IAnswerSink, IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly Utf8JsonWriter _json = new(Stream.Null, AnswerJson.Options);
    private readonly Queue<ReadOnlyMemory<byte>> _ready = new();

    protected ITokenizer Tokenizer => tokenizer;

    /// <summary>Tokens whose text is in the next chunk, where probabilities were asked for.</summary>
    protected List<GeneratedToken> Tokens { get; } = [];

    /// <summary>The next event that is ready.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> json) => _ready.TryDequeue(out json);

    public void Token(in GeneratedToken token) => Tokens.Add(token);

    public abstract void Text(string text);

    public abstract void Call(string name);

    public abstract void Arguments(string part);

    public abstract void Finish(string reason);

    public void Dispose() => _json.Dispose();

    /// <summary>The chunk that says the usage.</summary>
    public static ReadOnlyMemory<byte> Usage(AnswerHead head, ReadOnlySpan<byte> kind, AnswerUsage usage)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, AnswerJson.Options))
        {
            json.WriteStartObject();
            AnswerJson.WriteHead(json, head, kind);
            json.WriteStartArray("choices"u8);
            json.WriteEndArray();
            usage.Write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Begins a chunk; what the choice holds comes between.</summary>
    protected Utf8JsonWriter Begin(ReadOnlySpan<byte> kind)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        _json.WriteStartObject();
        AnswerJson.WriteHead(_json, head, kind);
        _json.WriteStartArray("choices"u8);
        _json.WriteStartObject();
        _json.WriteNumber("index"u8, index);
        return _json;
    }

    /// <summary>Ends the chunk and makes it ready.</summary>
    protected void End(string? reason)
    {
        if (reason is null) _json.WriteNull("finish_reason"u8);
        else _json.WriteString("finish_reason"u8, reason);
        _json.WriteEndObject();
        _json.WriteEndArray();
        if (includeUsage) _json.WriteNull("usage"u8);
        _json.WriteEndObject();
        _json.Flush();
        _ready.Enqueue(_buffer.WrittenSpan.ToArray()); // the reader may keep it
        Tokens.Clear();
    }
}
