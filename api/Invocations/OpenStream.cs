using Andamento.Serving;

namespace Andamento.Api.Invocations;

/// <summary>A stream whose first frame is here: from now on a failure can only be told in-band.</summary>
/// <param name="Frames">The frames, on the first one.</param>
/// <param name="More">False when there is not even one.</param>
internal sealed record OpenStream(IAsyncEnumerator<AnswerFrame> Frames, bool More) : IAsyncDisposable
{
    /// <summary>Asks for the first frame.</summary>
    public static async Task<OpenStream> OpenAsync(
        IAsyncEnumerable<AnswerFrame> answer, CancellationToken cancellationToken)
    {
        var frames = answer.GetAsyncEnumerator(cancellationToken);
        try
        {
            return new(frames, await frames.MoveNextAsync());
        }
        catch
        {
            await frames.DisposeAsync();
            throw;
        }
    }

    /// <summary>What is known of the answer beside its frames, or null.</summary>
    public AnswerHead? Head { get; } = More ? Frames.Current.Head : null;

    /// <summary>Stops the answer, wherever it is.</summary>
    public ValueTask DisposeAsync() => Frames.DisposeAsync();
}
