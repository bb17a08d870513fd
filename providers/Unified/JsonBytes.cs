using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>Writes JSON once, into an array of exactly its size.</summary>
internal static class JsonBytes
{
    private const int KeepAtMost = 64 << 10; // one large answer must not hold its buffer for the life of the thread

    // Text is sent as it is: escaping every letter beyond ASCII would triple some languages.
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic] private static Scratch? _spare;

    /// <summary>Runs <paramref name="write"/> on a writer and returns what it wrote. Calls may nest.</summary>
    public static byte[] Write<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var scratch = _spare ?? new Scratch();
        _spare = null;
        try
        {
            write(scratch.Json, state);
            scratch.Json.Flush();
            return scratch.Buffer.WrittenSpan.ToArray();
        }
        finally
        {
            if (scratch.Buffer.Capacity <= KeepAtMost)
            {
                scratch.Buffer.ResetWrittenCount();
                scratch.Json.Reset();
                _spare = scratch;
            }
        }
    }

    private sealed class Scratch
    {
        public Scratch() => Json = new Utf8JsonWriter(Buffer, Options);

        public ArrayBufferWriter<byte> Buffer { get; } = new(1024);

        public Utf8JsonWriter Json { get; }
    }
}
