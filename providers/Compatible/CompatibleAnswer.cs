using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.OpenAI;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Compatible;

/// <summary>
/// An answer of a server that speaks nearly OpenAI's language. What is complete passes as bytes; what lacks members that
/// clients need, or uses words of its own, is written again.
/// </summary>
internal sealed class CompatibleAnswer(ProviderDescriptor provider, ProviderCall call, ProviderTarget target) : IAnswerReader
{
    private readonly ChatAnswer _answer = new(provider, call, target);
    private readonly bool _wantsUsage = call.Stream && StreamOptions.WantsUsage(call.Body.Span);
    private AnswerHead _head = AnswerHead.Of(call, target);
    private UInt128 _choices;
    private UInt128 _finished;
    private JsonElement _usage;
    private bool _usageStoodAlone;

    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        if (!JsonReading.IsText(body.Span)) return _answer.ReadWhole(body); // what cannot be written again passes as it came

        using var document = JsonReading.ParseAnswer(body.Span, provider);
        var answer = document.RootElement;
        if (!answer.TryGet("choices"u8, out _) || Gaps.IsComplete(answer, chunk: false)) return _answer.ReadWhole(body);

        RequireChoices(answer);
        _head.Identify(answer.Text("id"u8));
        var filled = _answer.ReadWhole(JsonBytes.Write(
            (answer, _head), static (json, all) => Gaps.Fill(json, all.answer, all._head, chunk: false)));
        return answer.TryGet("usage"u8, out _) ? filled : filled with { Usage = null }; // zeros are shown, not counted
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks)
    {
        if (_answer.TryPass(payload)) return true;

        if (payload.Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            var goesOn = _answer.ReadEvent(payload, chunks); // throws when nothing came before it
            _answer.EndBatch(chunks); // what it holds back comes first
            Finish(chunks);
            GiveUsage(chunks);
            return goesOn;
        }

        if (!JsonReading.IsText(payload)) return _answer.ReadEvent(payload, chunks); // half of a letter: the rest comes behind it

        using var document = JsonReading.ParseAnswer(payload, provider);
        var data = document.RootElement;
        if (data.TryGet("error_code"u8, out _) && !data.TryGet("choices"u8, out _)) throw CallFailure.OfEvent(payload, provider, target);

        _head.Identify(data.Text("id"u8));
        if (data.Count("created"u8) is { } created && created != _head.Created) _head = _head with { Created = created };
        if (!Follow(data)) return true;

        if (!data.TryGet("choices"u8, out _) || Gaps.IsComplete(data, chunk: true)) return _answer.ReadEvent(payload, chunks);

        RequireChoices(data);
        return _answer.ReadEvent(
            JsonBytes.Write((data, _head), static (json, all) => Gaps.Fill(json, all.data, all._head, chunk: true)), chunks);
    }

    /// <inheritdoc/>
    public void EndBatch(ICollection<ProviderChunk> chunks) => _answer.EndBatch(chunks);

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks)
    {
        _answer.End(chunks); // throws when the answer is not whole
        GiveUsage(chunks);
    }

    private void RequireChoices(JsonElement answer)
    {
        if (answer.Items("choices"u8).Any(choice => choice.ValueKind is not JsonValueKind.Object))
        {
            throw CallFailure.OfAnswer("choices that are none", provider);
        }
    }

    // False for an event that tells nothing: clients take the first choice of whatever comes.
    private bool Follow(JsonElement data)
    {
        var hasUsage = data.TryGet("usage"u8, out var usage);
        var hasChoices = data.Items("choices"u8).Any();
        if (hasUsage)
        {
            _usage = usage.Clone();
            _usageStoodAlone = !hasChoices;
        }

        foreach (var choice in data.Items("choices"u8))
        {
            if (choice.Count("index"u8) is not (null or (>= 0 and < 128))) continue;

            var bit = UInt128.One << (int)(choice.Count("index"u8) ?? 0);
            _choices |= bit;
            if (choice.Text("finish_reason"u8) is not null) _finished |= bit;
        }

        return hasChoices || hasUsage || data.TryGet("error"u8, out _) || !data.TryGet("choices"u8, out _);
    }

    // A caller who asked for the usage gets it in a chunk of its own, also from servers that put it elsewhere, or nowhere.
    private void GiveUsage(ICollection<ProviderChunk> chunks)
    {
        if (!_wantsUsage || _usageStoodAlone) return;

        chunks.Add(new(JsonBytes.Write((_head, _usage), static (json, all) =>
        {
            json.WriteStartObject();
            all._head.WriteTo(json, chunk: true);
            json.WriteStartArray("choices"u8);
            json.WriteEndArray();
            Gaps.FillUsage(json, all._usage);
            json.WriteEndObject();
        })));
    }

    // The answer is whole, but some choice never said why it stopped.
    private void Finish(ICollection<ProviderChunk> chunks)
    {
        for (var index = 0; index < 128 && _choices >> index != 0; index++)
        {
            if ((_choices >> index & 1) == 0 || (_finished >> index & 1) != 0) continue;

            chunks.Add(new(JsonBytes.Write((_head, target, index), static (json, all) =>
            {
                json.WriteStartObject();
                all._head.WriteTo(json, chunk: true);
                json.WriteStartArray("choices"u8);
                json.WriteStartObject();
                json.WriteNumber("index"u8, all.index);
                if (all._head.Chat)
                {
                    json.WriteStartObject("delta"u8);
                    json.WriteEndObject();
                }
                else
                {
                    json.WriteString("text"u8, ""u8);
                }

                json.WriteString("finish_reason"u8, "stop"u8);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
            })));
        }
    }
}
