using System.Text.Encodings.Web;
using System.Text.Json;

namespace Andamento.Inference.LanguageModels.Answers;

/// <summary>What all answers have in common.</summary>
internal static class AnswerJson
{
    /// <summary>Text in any script stays readable; nobody puts these bytes into HTML.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void WriteHead(Utf8JsonWriter json, AnswerHead head, ReadOnlySpan<byte> kind)
    {
        json.WriteString("id"u8, head.Id);
        json.WriteString("object"u8, kind);
        json.WriteNumber("created"u8, head.Created);
        json.WriteString("model"u8, head.Model);
    }
}
