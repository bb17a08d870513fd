using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>
/// Reads an answer of Gemini: whole, or as the events of its stream, each of which is an answer that holds only what is
/// new. Nothing marks the last one: a stream is whole when it ends after a reason to stop.
/// </summary>
internal sealed class ChatAnswer : IAnswerReader
{
    private readonly ProviderTarget _target;
    private readonly bool _wantsUsage;
    private readonly SortedDictionary<int, Candidate> _candidates = [];
    private AnswerHead _head;
    private TokenUsage? _usage;
    private bool _blocked;

    public ChatAnswer(ProviderCall call, ProviderTarget target)
    {
        using var unified = UnifiedBody.Parse(call.Body);
        _target = target;
        _head = AnswerHead.Of(call, target);
        _wantsUsage = UnifiedBody.WantsUsage(unified.RootElement);
    }

    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.ParseAnswer(body.Span, GoogleCloudVertexAiAdapter.Description);
        var answer = document.RootElement;
        Begin(answer, body.Span);
        List<WholeChoice> choices = [.. answer.Items("candidates"u8).Select(candidate => WholeCandidate.Read(candidate, _target))];
        if (choices.Count == 0) choices.Add(_blocked ? new("content_filter") : throw NoCandidates());

        return new WholeAnswer(_head, choices, _usage).ToAnswer();
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks)
    {
        using var document = JsonReading.ParseAnswer(payload, GoogleCloudVertexAiAdapter.Description);
        var answer = document.RootElement;
        Begin(answer, payload);
        foreach (var candidate in answer.Items("candidates"u8))
        {
            var index = (int)(candidate.Count("index"u8) ?? 0);
            if (!_candidates.TryGetValue(index, out var known)) _candidates[index] = known = new(new(_head, _wantsUsage, index), _target);
            known.Read(candidate, chunks);
        }

        return true;
    }

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks)
    {
        if (_candidates.Count == 0 && _blocked) _candidates[0] = Candidate.Blocked(new(_head, _wantsUsage), _target, chunks);
        if (_candidates.Count == 0 || _candidates.Values.Any(candidate => !candidate.Finished))
        {
            throw CallFailure.Cut(GoogleCloudVertexAiAdapter.Description);
        }

        foreach (var candidate in _candidates.Values) candidate.End(chunks);
        new ChunkWriter(_head, _wantsUsage).Usage(chunks, _usage);
    }

    private void Begin(JsonElement answer, ReadOnlySpan<byte> payload)
    {
        if (answer.TryGet("error"u8, out _)) throw CallFailure.OfEvent(payload, GoogleCloudVertexAiAdapter.Description, _target);

        if (_candidates.Count == 0 && DateTimeOffset.TryParse(answer.Text("createTime"u8), out var created))
        {
            _head = _head with { Created = created.ToUnixTimeSeconds() };
        }

        _head.Identify(answer.Text("responseId"u8));
        _usage = AnswerUsage.Read(answer.Member("usageMetadata"u8)) ?? _usage; // each tells all so far
        _blocked |= answer.Member("promptFeedback"u8).TryGet("blockReason"u8, out _);
    }

    private static ProviderException NoCandidates() =>
        CallFailure.OfAnswer("an answer without candidates", GoogleCloudVertexAiAdapter.Description);
}
