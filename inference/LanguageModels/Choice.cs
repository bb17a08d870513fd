using Andamento.Inference.Generation;
using Andamento.Inference.LanguageModels.Answers;
using Andamento.Inference.LanguageModels.Tools;
using Andamento.Inference.Constraints;
using Andamento.Inference.Tokens;

namespace Andamento.Inference.LanguageModels;

/// <summary>One answer that is to be written: a sequence, and how its tokens are understood.</summary>
internal sealed record ChoiceSource
{
    public required GenerationRequest Generation { get; init; }

    /// <summary>The same object as in <see cref="Generation"/>, or null.</summary>
    public JsonConstraint? Constraint { get; init; }

    public required IReadOnlyList<string> Stops { get; init; }

    /// <summary>Understands the text.</summary>
    public required Func<IAnswerText> Text { get; init; }

    /// <summary>What the answer begins with before the model writes; empty for nothing.</summary>
    public string Echo { get; init; } = "";

    /// <summary>Marks that give no text, and what they mean.</summary>
    public IReadOnlyDictionary<int, string>? SilentMarks { get; init; }
}

/// <summary>Writes one answer: takes tokens one by one, and tells a sink what they mean. One reader.</summary>
internal sealed class Choice(ChoiceSource source, IGenerator generator, ITokenizer tokenizer, IAnswerSink sink) : IAsyncDisposable
{
    private readonly ITokenText _decoder = tokenizer.Decode();
    private readonly StopTexts _stops = new(source.Stops);
    private readonly IAnswerText _text = source.Text();
    private readonly Queue<(GeneratedToken Token, int Start)> _untold = new();
    private IGeneration? _generation;
    private int _decoded, _told;
    private bool _over;

    /// <summary>Tokens written so far.</summary>
    public int CompletionTokens { get; private set; }

    /// <summary>Tokens of the prompt that were known from an earlier request.</summary>
    public int KnownPromptTokens => _generation?.KnownPromptTokens ?? 0;

    /// <summary>Queues the sequence.</summary>
    /// <exception cref="ModelException">It is refused.</exception>
    public void Start() => _generation = generator.Start(source.Generation);

    /// <summary>Waits for the next token and tells what it means. False at the end.</summary>
    public async ValueTask<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (_over) return false;
        if (!await _generation!.MoveNextAsync(cancellationToken).ConfigureAwait(false))
        {
            End(_generation.End);
            return false;
        }

        if (CompletionTokens++ == 0 && source.Echo.Length > 0) sink.Text(source.Echo);
        Take(_generation.Current);
        if (!_over) return true;

        await _generation.DisposeAsync().ConfigureAwait(false); // out of the batch at once: nobody wants more
        return false;
    }

    public ValueTask DisposeAsync() => _generation?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Take(in GeneratedToken token)
    {
        if (source.Generation.TopLogProbabilities is not null) _untold.Enqueue((token, _decoded));
        var text = source.SilentMarks?.GetValueOrDefault(token.Id) ?? _decoder.Push(token.Id);
        _decoded += text.Length;
        if (text.Length > 0) Tell(_stops.Push(text));
        if (_stops.Found is null) return;

        _over = true;
        Finish("stop");
    }

    private void Tell(string text)
    {
        if (text.Length == 0) return;

        _told += text.Length;
        while (_untold.TryPeek(out var first) && first.Start < _told) sink.Token(_untold.Dequeue().Token);
        _text.Push(text, sink);
    }

    private void End(GenerationEnd end)
    {
        _over = true;
        if (CompletionTokens == 0 && source.Echo.Length > 0) sink.Text(source.Echo);
        var rest = _decoder.Finish();
        if (rest.Length > 0) Tell(_stops.Push(rest));
        if (_stops.Found is null) Tell(_stops.Rest);
        while (_stops.Found is null && _untold.TryDequeue(out var last)) sink.Token(last.Token);

        // An answer that must be JSON and has no end is not whole, even if the vocabulary could not go on.
        var whole = end is GenerationEnd.Stop && source.Constraint is not { IsComplete: false };
        Finish(whole || _stops.Found is not null ? "stop" : "length");
    }

    private void Finish(string reason)
    {
        _text.Finish(sink);
        sink.Finish(reason == "stop" && _text.Called ? "tool_calls" : reason);
    }
}
