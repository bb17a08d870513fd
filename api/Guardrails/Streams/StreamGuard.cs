using Andamento.Api.Guardrails.Safety;
using Andamento.Api.Guardrails.Texts;
using Andamento.Serving;

namespace Andamento.Api.Guardrails.Streams;

/// <summary>
/// The checks of one streamed answer. Every frame goes on at once, with as much of its text as is decided; the rest follows in
/// later frames, or in one of its own before the frame that ends its choice.
/// </summary>
/// <param name="findings">Gets what is found.</param>
/// <param name="safety">Judges, if that is asked for.</param>
/// <param name="window">Characters that are judged together.</param>
/// <param name="conclude">Counts what was found, and throws when it blocks.</param>
internal sealed class StreamGuard(
    GuardrailFindings findings, ISafetyClassifier safety, int window, Action<GuardrailFindings> conclude)
{
    private readonly Dictionary<TextPlace, StreamedText> _texts = []; // in the order in which they began
    private readonly Dictionary<int, StreamedText> _speaking = []; // the text of each choice that had the last piece
    private ReadOnlyMemory<byte> _last;

    /// <summary>Takes a frame in.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="output">Gets what may be sent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask PassAsync(AnswerFrame frame, Queue<AnswerFrame> output, CancellationToken cancellationToken)
    {
        if (frame.Json.IsEmpty)
        {
            output.Enqueue(frame);
            return;
        }

        _last = frame.Json;
        var texts = AnswerTexts.Of(frame.Json);
        var patch = new JsonPatch(frame.Json);
        foreach (var slot in texts.Texts)
        {
            var ends = texts.Finished.Contains(slot.Place.Owner);
            var passing = slot.Place.Form is TextForm.Item
                ? await InspectItemAsync(slot, cancellationToken)
                : await PushAsync(slot, ends, output, cancellationToken);
            if (passing != slot.Text) patch.Replace(slot, passing);
        }

        foreach (var choice in texts.Finished) await FinishAsync(choice, output, cancellationToken);
        if (findings.Blocked is not null) conclude(findings);

        texts.HideSpelled(patch); // it would tell what is held back
        if (texts.Finished.Count > 0 && findings.Masked) patch.Append(GuardrailReport.MaskedMember(findings, masked: null));
        output.Enqueue(patch.IsEmpty ? frame : frame with { Json = patch.Apply() });
    }

    /// <summary>The stream has ended.</summary>
    public async ValueTask EndAsync(Queue<AnswerFrame> output, CancellationToken cancellationToken)
    {
        foreach (var text in _texts.Values) await FlushAsync(text, output, cancellationToken); // of choices that never said why they ended
        conclude(findings);
    }

    private async ValueTask<string> PushAsync(
        TextSlot slot, bool ends, Queue<AnswerFrame> output, CancellationToken cancellationToken)
    {
        var place = slot.Place;
        if (!_texts.TryGetValue(place, out var text)) _texts[place] = text = new(place, findings, safety, window);
        if (slot.Text.Length > 0 && place.Form is TextForm.Plain)
        {
            // A text that gives way to another, as reasoning does to the answer, is done.
            if (_speaking.GetValueOrDefault(place.Owner) is { } other && other != text) await FlushAsync(other, output, cancellationToken);
            _speaking[place.Owner] = text;
        }

        return await text.PushAsync(slot.Text, ends, cancellationToken);
    }

    private async ValueTask FinishAsync(int choice, Queue<AnswerFrame> output, CancellationToken cancellationToken)
    {
        foreach (var text in _texts.Values)
        {
            if (text.Place.Owner == choice) await FlushAsync(text, output, cancellationToken);
        }
    }

    private async ValueTask FlushAsync(StreamedText text, Queue<AnswerFrame> output, CancellationToken cancellationToken)
    {
        var rest = await text.PushAsync("", complete: true, cancellationToken);
        if (rest.Length > 0) output.Enqueue(new() { Json = RestFrame.Of(_last, text.Place, rest) });
    }

    private async ValueTask<string> InspectItemAsync(TextSlot slot, CancellationToken cancellationToken)
    {
        var passing = findings.Inspect(slot);
        if (findings.Checks.Safety && findings.Blocked is null && passing.Length > 0)
            findings.Judged(await safety.ClassifyAsync(passing, cancellationToken));
        return passing;
    }
}
