using System.Text;
using System.Text.Json;
using Andamento.Providers.Http;

namespace Andamento.Providers.OpenAI;

/// <summary>
/// An answer in OpenAI's language, which is the unified one: it passes as it is, but for the name of the model. On the
/// way it is read for usage, for failures, and for whether it is whole.
/// </summary>
internal sealed class ChatAnswer(ProviderDescriptor provider, ProviderCall call, ProviderTarget target) : IAnswerReader
{
    private readonly byte[] _model = JsonText.Quote(target.AnswerModel);
    private readonly JoinedEvents? _joined = call is { JoinEvents: true, Stream: true } ? new() : null;
    private readonly EventTemplate _template = new();
    private readonly bool _wantsUsage = call.Stream && StreamOptions.WantsUsage(call.Body.Span);
    private UInt128 _choices;
    private UInt128 _finished;
    private bool _began;

    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        var facts = Read(body.Span);
        if (facts.HasError)
        {
            var said = UpstreamError.Read(body).Message ?? "no reason given";
            throw CallFailure.OfAnswer($"a failure with a success status: {Scrubber.Clean(said, provider, target)}", provider);
        }

        if (!facts.HasContent) throw CallFailure.OfAnswer($"JSON that is no answer to {Name(call.Task)}", provider);

        return new(WithModel(body.Span, facts), facts.Usage);
    }

    /// <summary>Takes an event that differs from one already read in nothing but its text, and reads nothing of it.</summary>
    public bool TryPass(ReadOnlySpan<byte> payload) => _joined is not null && _template.TryPass(payload, _joined);

    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks)
    {
        if (TryPass(payload)) return true;

        if (payload.Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            if (!_began) throw CallFailure.OfAnswer("an empty answer", provider);
            return false;
        }

        var facts = Read(payload);
        if (facts.HasError) throw CallFailure.OfEvent(payload, provider, target);

        _began = true;
        _choices |= facts.Choices;
        _finished |= facts.Finished;
        if (facts is { HasContent: true, Usage: null } && facts.Choices == 0) return true; // Azure's verdict on the prompt

        Give(payload, facts, chunks);
        return true;
    }

    public void EndBatch(ICollection<ProviderChunk> chunks) => _joined?.MoveTo(chunks);

    public void End(ICollection<ProviderChunk> chunks)
    {
        // Some servers leave [DONE] out. Without it the answer is whole when every choice said why it stopped.
        if (_choices == 0 || _choices != _finished) throw CallFailure.Cut(provider);
    }

    private static bool IsUsageOnly(in AnswerFacts facts) => facts is { Usage: not null, HasContent: true } && facts.Choices == 0;

    private static string Name(ProviderTask task) => task switch
    {
        ProviderTask.Chat => "a chat call",
        ProviderTask.Completions => "a completions call",
        _ => "an embeddings call",
    };

    private void Give(ReadOnlySpan<byte> payload, in AnswerFacts facts, ICollection<ProviderChunk> chunks)
    {
        var sent = IsUsageOnly(facts) && !_wantsUsage ? default : WithModel(payload, facts);
        if (_joined is null)
        {
            chunks.Add(new(sent, facts.Usage));
            return;
        }

        _joined.Note(facts.Usage);
        if (sent is null) return;

        _joined.Add(sent, [], []);
        _template.Learn(payload, facts, sent);
    }

    private AnswerFacts Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return AnswerFacts.Read(json);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException) // the latter for names that are no text
        {
            throw CallFailure.OfAnswer("an answer that is no JSON object", provider, broken);
        }
    }

    private byte[] WithModel(ReadOnlySpan<byte> json, in AnswerFacts facts)
    {
        if (facts.ModelStart > 0) return JsonText.Replace(json, facts.ModelStart, facts.ModelEnd, _model);

        // Never without: clients require the member. It goes in front of the first one.
        var brace = json.IndexOf((byte)'{') + 1;
        var comma = json[brace..].TrimStart(" \t\r\n"u8)[0] == '}' ? "" : ",";
        return JsonText.Replace(json, brace, brace, Encoding.UTF8.GetBytes($"\"model\":{Encoding.UTF8.GetString(_model)}{comma}"));
    }
}
