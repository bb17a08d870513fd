using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Andamento.Api.Control.Writing;

/// <summary>Answers with JSON: written into memory that a thread keeps, then copied once into the response.</summary>
internal static class JsonAnswer
{
    private const int MaxKeptBytes = 256 * 1024;

    // Used up before the first await of an answer, so no two requests meet in it.
    [ThreadStatic]
    private static Scratch? _scratch;

    /// <summary>Writes a body; the status is 200 unless set before.</summary>
    /// <param name="context">The request.</param>
    /// <param name="value">What <paramref name="write"/> needs.</param>
    /// <param name="write">Writes one JSON value; static, to allocate nothing.</param>
    public static Task WriteAsync<T>(HttpContext context, T value, Action<Utf8JsonWriter, T> write)
    {
        var scratch = Compose(value, write);
        var response = context.Response;
        response.ContentType = "application/json";
        response.ContentLength = scratch.Bytes.WrittenCount;
        response.BodyWriter.Write(scratch.Bytes.WrittenSpan);
        if (scratch.Bytes.Capacity > MaxKeptBytes) _scratch = null;

        var flushing = response.BodyWriter.FlushAsync(context.RequestAborted);
        return flushing.IsCompletedSuccessfully ? Task.CompletedTask : flushing.AsTask();
    }

    private static Scratch Compose<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var scratch = _scratch ??= new();
        scratch.Reset();
        write(scratch.Json, value);
        scratch.Json.Flush();
        return scratch;
    }

    /// <summary>Answers <c>{}</c>, since clients parse every body.</summary>
    public static Task EmptyAsync(HttpContext context) => WriteAsync(context, 0, static (json, _) =>
    {
        json.WriteStartObject();
        json.WriteEndObject();
    });

    private sealed class Scratch
    {
        private static readonly JsonWriterOptions Options = new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a body of its own, never part of a page
            SkipValidation = true,
        };

        public Scratch() => Json = new(Bytes, Options);

        public ArrayBufferWriter<byte> Bytes { get; } = new(4096);

        public Utf8JsonWriter Json { get; }

        public void Reset()
        {
            Bytes.ResetWrittenCount();
            Json.Reset(Bytes); // also after a writer that threw half-way
        }
    }
}
