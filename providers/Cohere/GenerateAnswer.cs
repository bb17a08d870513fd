using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Cohere;

/// <summary>Reads generations of the old text completions: whole, or as the events of their stream.</summary>
internal sealed class GenerateAnswer : IAnswerReader
{
    private readonly ProviderDescriptor _provider;
    private readonly ProviderTarget _target;
    private readonly CompletionWriter _writer;
    private readonly Dictionary<int, string?> _open = []; // by index; what it stopped for, once it did

    /// <summary>Starts reading.</summary>
    /// <param name="provider">Who is asked: Cohere, or a cloud that runs its models.</param>
    /// <param name="call">What was asked.</param>
    /// <param name="target">Where.</param>
    public GenerateAnswer(ProviderDescriptor provider, ProviderCall call, ProviderTarget target)
    {
        using var unified = UnifiedBody.Parse(call.Body);
        _provider = provider;
        _target = target;
        _writer = new(AnswerHead.Of(call, target), UnifiedBody.WantsUsage(unified.RootElement));
    }

    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.ParseAnswer(body.Span, _provider);
        var answer = document.RootElement;
        var generations = answer.Items("generations"u8).ToList();
        if (generations.Count == 0) throw CallFailure.OfEvent(body.Span, _provider, _target);

        _writer.Head.Identify(answer.Text("id"u8));
        var choices = generations.Select(one => new WholeChoice(Reason(one.Text("finish_reason"u8))) { Content = one.Text("text"u8) });
        return new WholeAnswer(_writer.Head, [.. choices], AnswerUsage.Read(answer.Member("meta"u8))).ToAnswer();
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks)
    {
        using var document = JsonReading.ParseAnswer(payload, _provider);
        var data = document.RootElement;
        var index = (int)(data.Count("index"u8) ?? 0);
        switch (data.Text("event_type"u8))
        {
            case "text-generation":
                _open[index] = data.Text("finish_reason"u8) ?? _open.GetValueOrDefault(index);
                if (data.HasText("text"u8, out var text)) _writer.Text(chunks, index, text);
                return true;
            case "stream-error" when data.Text("err"u8) is { } words: throw CallFailure.OfEvent(Error(words), _provider, _target);
            case "stream-error": throw CallFailure.OfEvent(payload, _provider, _target);
            case "stream-end":
                Finish(data, chunks);
                return false;
            default: return true;
        }
    }

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks) => throw CallFailure.Cut(_provider);

    // In the words that all others use.
    private static byte[] Error(string words) => JsonBytes.Write(words, static (json, words) =>
    {
        json.WriteStartObject();
        json.WriteString("error"u8, words);
        json.WriteEndObject();
    });

    private string Reason(string? theirs) => FinishReason.Of(theirs, toolCalls: false, _provider);

    // The last event repeats all of the text: only what is new in it is read.
    private void Finish(JsonElement data, ICollection<ProviderChunk> chunks)
    {
        var response = data.Member("response"u8);
        var reason = data.Text("finish_reason"u8);
        var repeated = response.Items("generations"u8).ToList();
        foreach (var index in _open.Keys.Union(Enumerable.Range(0, Math.Max(1, repeated.Count))).Order().ToList())
        {
            var own = index < repeated.Count ? repeated[index].Text("finish_reason"u8) : null;
            _writer.Finish(chunks, index, Reason(own ?? _open.GetValueOrDefault(index) ?? reason));
        }

        _writer.Usage(chunks, AnswerUsage.Read(response.Member("meta"u8)));
    }
}
