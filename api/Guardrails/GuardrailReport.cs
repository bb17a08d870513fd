using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Andamento.Api.Guardrails.Pii;
using Andamento.Api.Guardrails.Safety;
using Andamento.Api.Guardrails.Texts;
using Andamento.Gateway;
using Andamento.Serving;

namespace Andamento.Api.Guardrails;

/// <summary>What callers are told of the checks (data-plane contract, section 10).</summary>
internal static class GuardrailReport
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The refusal of a query whose text, or whose answer, was blocked. Its message is JSON.</summary>
    /// <param name="findings">What was found.</param>
    /// <param name="usage">Tokens of the query.</param>
    public static ServingException Refusal(GuardrailFindings findings, TokenUsage usage)
    {
        var message = Compose(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("usage"u8);
            json.WriteNumber("prompt_tokens"u8, usage.PromptTokens);
            json.WriteNumber("total_tokens"u8, usage.TotalTokens);
            json.WriteEndObject();
            json.WritePropertyName(Member(findings));
            WriteEntries(json, findings, masked: null);
            json.WriteString("finishReason"u8, Reason(findings));
            json.WriteEndObject();
        });
        return new(FailureKind.BadRequest, Encoding.UTF8.GetString(message)) { Code = Reason(findings) };
    }

    /// <summary>The member of an answer that says what was masked: name, colon and value.</summary>
    /// <param name="findings">What was found.</param>
    /// <param name="masked">The masked messages of an input; null for an output, which the answer itself shows.</param>
    public static byte[] MaskedMember(GuardrailFindings findings, IEnumerable<(string Role, string Text)>? masked) =>
        [.. JsonPatch.Quoted(Member(findings)), (byte)':', .. Compose(json => WriteEntries(json, findings, masked))];

    private static string Member(GuardrailFindings findings) =>
        findings.Direction is GuardrailDirection.Input ? "input_guardrail" : "output_guardrail";

    private static string Reason(GuardrailFindings findings) => $"{Member(findings)}_triggered";

    private static void WriteEntries(
        Utf8JsonWriter json, GuardrailFindings findings, IEnumerable<(string Role, string Text)>? masked)
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteBoolean("flagged"u8, findings.Blocked is not null);
        WriteCategories(json, findings.Safety);
        json.WriteNull("category_scores"u8);
        if (findings.Checks.Pii is PiiBehavior.None) json.WriteNull("pii_detection"u8);
        else json.WriteBoolean("pii_detection"u8, findings.Pii is not PiiKinds.None);
        WriteMasked(json, masked);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteCategories(Utf8JsonWriter json, SafetyVerdict? verdict)
    {
        if (verdict is not { } safety)
        {
            json.WriteNull("categories"u8);
            return;
        }

        json.WriteStartObject("categories"u8);
        for (var index = 0; index < SafetyCategoryNames.All.Length; index++)
        {
            json.WriteBoolean(SafetyCategoryNames.All[index], safety.Categories.HasFlag(SafetyCategoryNames.At(index)));
        }

        json.WriteEndObject();
    }

    private static void WriteMasked(Utf8JsonWriter json, IEnumerable<(string Role, string Text)>? masked)
    {
        if (masked is null)
        {
            json.WriteNull("anonymized_input"u8);
            return;
        }

        json.WriteStartArray("anonymized_input"u8);
        foreach (var (role, text) in masked)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, role);
            json.WriteString("content"u8, text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static byte[] Compose(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(output, Readable)) write(json);

        return output.WrittenSpan.ToArray();
    }
}
