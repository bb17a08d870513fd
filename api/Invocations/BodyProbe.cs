using System.Text.Json;
using System.Text.Unicode;
using Andamento.Serving;

namespace Andamento.Api.Invocations;

/// <summary>What the front door must know of a JSON body, found in one pass and without building a document.</summary>
/// <param name="Members">Which of the members that decide anything are there.</param>
/// <param name="Model">The text of <c>model</c>; null when it is missing or not text.</param>
/// <param name="Stream">The value of <c>stream</c>; false when missing or null.</param>
/// <param name="Cuts">The members that the model must not see, in order; null for none, as nearly always.</param>
internal readonly record struct BodyProbe(
    BodyMembers Members, string? Model, bool Stream, IReadOnlyList<BodyCut>? Cuts = null)
{
    /// <summary>Reads a body.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.BadRequest"/>: not UTF-8, not one JSON object, nested too deep, or a deciding member
    /// given twice.
    /// </exception>
    public static BodyProbe Read(ReadOnlySpan<byte> body)
    {
        // The reader leaves the insides of strings unchecked; what goes on must be text.
        if (!Utf8.IsValid(body)) throw Bad("The body is not UTF-8.");

        var json = new Utf8JsonReader(body); // depth 64, no comments, no trailing commas
        try
        {
            return ReadObject(ref json);
        }
        catch (JsonException broken)
        {
            throw Bad($"The body is not JSON, or is nested deeper than 64 levels: {broken.Message}");
        }
        catch (InvalidOperationException)
        {
            throw Bad("The name of a member, or the 'model', holds half of a surrogate pair."); // lexically fine, but no text
        }
    }

    private static BodyProbe ReadObject(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType is not JsonTokenType.StartObject)
            throw Bad($"The body must be a JSON object, not {Name(json.TokenType)}.");

        var members = BodyMembers.None;
        string? model = null;
        var stream = false;
        List<BodyCut>? cuts = null;
        while (json.Read() && json.TokenType is not JsonTokenType.EndObject)
        {
            var member = MemberOf(ref json);
            if ((members & member) is not BodyMembers.None)
                throw Bad($"The body has '{json.GetString()}' twice.", json.GetString());

            members |= member;
            var start = (int)json.TokenStartIndex;
            json.Read();
            var value = (int)json.TokenStartIndex;
            if (member is BodyMembers.Model && json.TokenType is JsonTokenType.String) model = json.GetString();
            else if (member is BodyMembers.Stream) stream = ReadFlag(ref json);

            json.Skip();
            if ((member & BodyMembers.Ours) is not BodyMembers.None)
                (cuts ??= []).Add(new(member, start, value, (int)json.BytesConsumed));
        }

        json.Read(); // Throws when anything but white space follows the object.
        return new(members, model, stream, cuts);
    }

    private static BodyMembers MemberOf(ref Utf8JsonReader json) => json.ValueSpan.Length switch
    {
        // By length first: most members of a body are none of these. An escaped spelling is longer than its meaning.
        _ when json.ValueIsEscaped => ByText(json.GetString()!),
        5 when json.ValueTextEquals("model"u8) => BodyMembers.Model,
        5 when json.ValueTextEquals("input"u8) => BodyMembers.Input,
        6 when json.ValueTextEquals("stream"u8) => BodyMembers.Stream,
        6 when json.ValueTextEquals("prompt"u8) => BodyMembers.Prompt,
        6 when json.ValueTextEquals("inputs"u8) => BodyMembers.Inputs,
        8 when json.ValueTextEquals("messages"u8) => BodyMembers.Messages,
        9 when json.ValueTextEquals("instances"u8) => BodyMembers.Instances,
        13 when json.ValueTextEquals("usage_context"u8) => BodyMembers.UsageContext,
        15 when json.ValueTextEquals("dataframe_split"u8) => BodyMembers.DataframeSplit,
        17 when json.ValueTextEquals("dataframe_records"u8) => BodyMembers.DataframeRecords,
        17 when json.ValueTextEquals("client_request_id"u8) => BodyMembers.ClientRequestId,
        18 when json.ValueTextEquals("databricks_options"u8) => BodyMembers.DatabricksOptions,
        _ => BodyMembers.None,
    };

    private static BodyMembers ByText(string name) => name switch
    {
        "model" => BodyMembers.Model,
        "input" => BodyMembers.Input,
        "stream" => BodyMembers.Stream,
        "prompt" => BodyMembers.Prompt,
        "inputs" => BodyMembers.Inputs,
        "messages" => BodyMembers.Messages,
        "instances" => BodyMembers.Instances,
        "dataframe_split" => BodyMembers.DataframeSplit,
        "dataframe_records" => BodyMembers.DataframeRecords,
        "client_request_id" => BodyMembers.ClientRequestId,
        "usage_context" => BodyMembers.UsageContext,
        "databricks_options" => BodyMembers.DatabricksOptions,
        _ => BodyMembers.None,
    };

    private static bool ReadFlag(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        _ => throw Bad($"'stream' must be true or false, not {Name(json.TokenType)}.", "stream"),
    };

    private static string Name(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray => "a list",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a boolean",
    };

    private static ServingException Bad(string message, string? param = null) =>
        new(FailureKind.BadRequest, message) { Param = param };
}

/// <summary>The top-level members of a body that decide where it may go.</summary>
[Flags]
internal enum BodyMembers
{
    None = 0,
    Model = 1,
    Stream = 1 << 1,
    Messages = 1 << 2,
    Prompt = 1 << 3,
    Input = 1 << 4,
    DataframeSplit = 1 << 5,
    DataframeRecords = 1 << 6,
    Instances = 1 << 7,
    Inputs = 1 << 8,
    ClientRequestId = 1 << 9,
    UsageContext = 1 << 10,
    DatabricksOptions = 1 << 11,

    /// <summary>What makes a body one for a language or embedding model.</summary>
    Language = Messages | Prompt | Input,

    /// <summary>The formats of a custom model's input.</summary>
    Formats = DataframeSplit | DataframeRecords | Instances | Inputs,

    /// <summary>What is for us, and taken out before the model sees the body (data-plane contract, section 2).</summary>
    Ours = ClientRequestId | UsageContext | DatabricksOptions,
}
