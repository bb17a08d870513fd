using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Andamento.Serving;

namespace Andamento.Api.Control.Reading;

/// <summary>The JSON body of a control-plane request, in pooled memory that is wiped when it goes back: it may hold credentials.</summary>
internal sealed class ControlBody : IDisposable
{
    /// <summary>The largest body, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int FirstBytes = 4096;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    private readonly byte[] _rented;
    private readonly JsonDocument _document;

    private ControlBody(byte[] rented, JsonDocument document) => (_rented, _document) = (rented, document);

    /// <summary>The top-level object. Valid until this is disposed.</summary>
    public JsonField Root => new(_document.RootElement, "");

    /// <summary>Reads and parses a body.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.PayloadTooLarge"/> over <see cref="MaxBytes"/>; <see cref="FailureKind.MalformedRequest"/> for what is
    /// not one JSON object in UTF-8, nests deeper than 64 levels or names a member twice.
    /// </exception>
    public static async ValueTask<ControlBody> ReadAsync(HttpContext context)
    {
        var length = context.Request.ContentLength;
        if (length > MaxBytes) throw TooLarge();

        var rented = ArrayPool<byte>.Shared.Rent((int)(length + 1 ?? FirstBytes));
        try
        {
            var filled = 0;
            while (true)
            {
                var count = await context.Request.Body.ReadAsync(rented.AsMemory(filled), context.RequestAborted);
                filled += count;
                if (filled > MaxBytes) throw TooLarge();
                if (count is 0) return new(rented, Parse(rented.AsMemory(0, filled)));
                if (filled == rented.Length) rented = Grow(rented);
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
            throw;
        }
    }

    /// <summary>Parses a body.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty) throw Malformed("The request body is empty; it must be a JSON object.");
        if (body.Span.StartsWith("\uFEFF"u8)) body = body[3..];

        // The parser leaves the insides of strings unchecked.
        if (!Utf8.IsValid(body.Span)) throw Malformed("The request body is not UTF-8.");

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, Strict);
        }
        catch (JsonException broken)
        {
            throw Malformed($"The request body is not acceptable JSON: {broken.Message}");
        }
        catch (InvalidOperationException)
        {
            throw Malformed("The request body has a member whose name holds half of a surrogate pair.");
        }

        if (document.RootElement.ValueKind is JsonValueKind.Object) return document;

        using (document) throw Malformed("The request body must be a JSON object.");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _document.Dispose();
        ArrayPool<byte>.Shared.Return(_rented, clearArray: true);
    }

    private static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full, clearArray: true);
        return larger;
    }

    private static ServingException Malformed(string message) => new(FailureKind.MalformedRequest, message);

    private static ServingException TooLarge() =>
        new(FailureKind.PayloadTooLarge, $"The request body is larger than {MaxBytes} bytes.");
}
