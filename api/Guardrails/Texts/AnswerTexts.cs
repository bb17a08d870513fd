using System.Runtime.InteropServices;
using System.Text.Json;
using Andamento.Serving;

namespace Andamento.Api.Guardrails.Texts;

/// <summary>The texts of an answer, or of one frame of a streamed one.</summary>
/// <param name="Texts">All of them, in the order of the body.</param>
/// <param name="Spelled">Where the log probabilities stand, as place and length: they spell the answer out again.</param>
/// <param name="Finished">Choices that say why they have ended.</param>
internal sealed record AnswerTexts(List<TextSlot> Texts, List<(int Offset, int Length)> Spelled, List<int> Finished)
{
    /// <summary>Finds the texts of an answer.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.UpstreamFailed"/>: it is not what an answer looks like.</exception>
    public static AnswerTexts Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement, body);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new ServingException(FailureKind.UpstreamFailed, "The model's answer cannot be checked: it is not text in JSON.", broken);
        }
    }

    /// <summary>Takes the log probabilities out.</summary>
    public void HideSpelled(JsonPatch patch)
    {
        foreach (var (offset, length) in Spelled) patch.Replace(offset, length, "null"u8.ToArray());
    }

    private static AnswerTexts Read(JsonElement root, ReadOnlyMemory<byte> body)
    {
        var finder = new TextFinder(body, inPieces: true);
        var texts = new AnswerTexts(finder.Texts, [], []);
        if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("choices", out var choices)
            || choices.ValueKind is not JsonValueKind.Array)
        {
            return texts;
        }

        var place = 0;
        foreach (var choice in choices.EnumerateArray())
        {
            var number = place++;
            if (choice.ValueKind is not JsonValueKind.Object) continue;
            if (choice.TryGetProperty("index", out var index) && index.ValueKind is JsonValueKind.Number && index.TryGetInt32(out var said)) number = said;
            foreach (var member in choice.EnumerateObject()) texts.Choice(member, number, finder, body);
        }

        return texts;
    }

    private void Choice(JsonProperty member, int number, TextFinder finder, ReadOnlyMemory<byte> body)
    {
        switch (member.Name)
        {
            case "message" or "delta":
                finder.Message(member.Value, number);
                break;
            case TextPlace.Completion:
                finder.Content(member.Value, new(number, TextPlace.Completion));
                break;
            case "logprobs" when member.Value.ValueKind is not JsonValueKind.Null:
                var raw = JsonMarshal.GetRawUtf8Value(member.Value);
                body.Span.Overlaps(raw, out var offset);
                Spelled.Add((offset, raw.Length));
                break;
            case "finish_reason" when member.Value.ValueKind is not JsonValueKind.Null:
                Finished.Add(number);
                break;
        }
    }
}
