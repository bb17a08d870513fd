using Andamento.Api.Guardrails.Texts;
using Andamento.Api.Invocations;
using Andamento.Serving;

namespace Andamento.Api.Guardrails.Streams;

/// <summary>The frames of a streamed answer as its reader may see them. Owns the stream.</summary>
/// <param name="source">The stream.</param>
/// <param name="guard">The checks, or null for none.</param>
/// <param name="member">A member for the first frame that has a body, or null for none.</param>
/// <param name="cancellationToken">Gives up.</param>
internal sealed class GuardedFrames(
    OpenStream source, StreamGuard? guard, byte[]? member, CancellationToken cancellationToken) : IAsyncEnumerator<AnswerFrame>
{
    private readonly Queue<AnswerFrame> _ready = new();
    private byte[]? _member = member;
    private bool _begun;
    private bool _ended;

    /// <inheritdoc/>
    public AnswerFrame Current { get; private set; } = null!; // the first move sets it

    /// <inheritdoc/>
    public async ValueTask<bool> MoveNextAsync()
    {
        while (_ready.Count is 0 && !_ended) await ReadAsync();
        if (!_ready.TryDequeue(out var frame)) return false;

        Current = WithMember(frame);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async ValueTask ReadAsync()
    {
        var more = _begun ? await source.Frames.MoveNextAsync() : source.More;
        _begun = true;
        _ended = !more;
        if (guard is null)
        {
            if (more) _ready.Enqueue(source.Frames.Current);
        }
        else if (more)
        {
            await guard.PassAsync(source.Frames.Current, _ready, cancellationToken);
        }
        else
        {
            await guard.EndAsync(_ready, cancellationToken);
        }
    }

    private AnswerFrame WithMember(AnswerFrame frame)
    {
        if (_member is null || frame.Json.IsEmpty) return frame;

        var patch = new JsonPatch(frame.Json);
        patch.Append(_member);
        _member = null;
        return frame with { Json = patch.Apply() };
    }
}
