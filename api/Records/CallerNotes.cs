using System.Collections.Immutable;
using System.Text.Json;
using Andamento.Api.Invocations;
using Andamento.Serving;

namespace Andamento.Api.Records;

/// <summary>What a caller notes on a query for the records: an id of its own, and names and values.</summary>
internal sealed record CallerNotes(string? ClientRequestId, ImmutableArray<KeyValuePair<string, string>> UsageContext)
{
    /// <summary>Nothing was noted.</summary>
    public static readonly CallerNotes None = new(null, []);

    /// <summary>Reads them out of a body. They are checked even where nobody records them.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.BadRequest"/>, naming the member.</exception>
    public static CallerNotes Read(ReadOnlySpan<byte> body, IReadOnlyList<BodyCut>? cuts)
    {
        var notes = None;
        foreach (var cut in cuts ?? [])
        {
            var value = body[cut.Value..cut.End];
            if (cut.Member is BodyMembers.ClientRequestId) notes = notes with { ClientRequestId = ReadId(value) };
            else if (cut.Member is BodyMembers.UsageContext) notes = notes with { UsageContext = ReadContext(value) };
        }

        return notes;
    }

    private static string? ReadId(ReadOnlySpan<byte> value)
    {
        var json = new Utf8JsonReader(value);
        json.Read();
        return Text(ref json, "client_request_id");
    }

    private static ImmutableArray<KeyValuePair<string, string>> ReadContext(ReadOnlySpan<byte> value)
    {
        var json = new Utf8JsonReader(value);
        json.Read();
        if (json.TokenType is JsonTokenType.Null) return [];
        if (json.TokenType is not JsonTokenType.StartObject)
            throw Wrong("usage_context", "must be an object of texts.");

        var context = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            var name = Text(ref json, "usage_context")!;
            if (!known.Add(name)) throw Wrong($"usage_context.{name}", "is given twice.");

            json.Read();
            if (Text(ref json, $"usage_context.{name}") is { } text) context.Add(new(name, text));
        }

        return context.ToImmutable();
    }

    private static string? Text(ref Utf8JsonReader json, string path)
    {
        try
        {
            return json.TokenType switch
            {
                JsonTokenType.String or JsonTokenType.PropertyName => json.GetString(),
                JsonTokenType.Null => null,
                _ => throw Wrong(path, "must be a text."),
            };
        }
        catch (InvalidOperationException)
        {
            throw Wrong(path, "holds half of a surrogate pair.");
        }
    }

    private static ServingException Wrong(string path, string rule) =>
        new(FailureKind.BadRequest, $"'{path}' {rule}") { Param = path };
}
