using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Andamento.Api.Control.Writing;

/// <summary>Answers with JSON: written into memory that a thread keeps, then copied once into the response; long lists in pieces.</summary>
internal static class JsonAnswer
{
    private const int MaxKeptBytes = 256 * 1024;
    private const int PieceBytes = 64 * 1024;

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a body of its own, never part of a page
        SkipValidation = true,
    };

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

    /// <summary>Answers an object with one list, which may be long: it is sent in pieces, so memory does not grow with it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The list's name.</param>
    /// <param name="items">Its items.</param>
    /// <param name="argument">What <paramref name="write"/> needs besides an item.</param>
    /// <param name="write">Writes an item, or nothing to leave it out; static, to allocate nothing.</param>
    public static async Task WriteListAsync<T, TArgument>(
        HttpContext context, string name, ImmutableArray<T> items, TArgument argument, Action<Utf8JsonWriter, T, TArgument> write)
    {
        var response = context.Response;
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.BodyWriter, Options);
        json.WriteStartObject();
        json.WriteStartArray(name);
        var sent = 0L;
        foreach (var item in items)
        {
            write(json, item, argument);
            if (json.BytesCommitted + json.BytesPending - sent < PieceBytes) continue;

            sent = json.BytesCommitted + json.BytesPending;
            await json.FlushAsync(context.RequestAborted);
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
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
