using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Andamento.Inference.LanguageModels.Answers;

namespace Andamento.Inference.LanguageModels;

/// <summary>Runs the answers of one request together, as many at once as the model runs.</summary>
internal static class Choices
{
    /// <summary>Writes all answers to their ends.</summary>
    public static async Task RunAsync(IReadOnlyList<Choice> choices, int together, CancellationToken cancellationToken)
    {
        await ForEachAsync(choices, together, async (choice, token) =>
        {
            while (await choice.StepAsync(token).ConfigureAwait(false))
            {
            }
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the events of all answers as they come.</summary>
    public static IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(
        IReadOnlyList<(Choice Choice, AnswerChunks Chunks)> choices, int together, CancellationToken cancellationToken) =>
        choices is [var (choice, chunks)] ? OneAsync(choice, chunks, cancellationToken) : SeveralAsync(choices, together, cancellationToken);

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> OneAsync(
        Choice choice, AnswerChunks chunks, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        choice.Start();
        bool more;
        do
        {
            more = await choice.StepAsync(cancellationToken).ConfigureAwait(false);
            while (chunks.TryTake(out var json)) yield return json;
        }
        while (more);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> SeveralAsync(
        IReadOnlyList<(Choice Choice, AnswerChunks Chunks)> choices, int together, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var events = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new() { SingleReader = true });
        var chunksOf = choices.ToDictionary(pair => pair.Choice, pair => pair.Chunks);
        var writing = WriteAsync();
        try
        {
            await foreach (var json in events.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false)) yield return json;
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false); // the reader may have gone
            await writing.ConfigureAwait(false);
        }

        async Task WriteAsync()
        {
            Exception? fault = null;
            try
            {
                await ForEachAsync([.. chunksOf.Keys], together, PassOnAsync, left.Token).ConfigureAwait(false);
            }
            catch (Exception broken)
            {
                fault = broken; // its place is the reader's loop
            }

            events.Writer.Complete(fault);
        }

        async Task PassOnAsync(Choice choice, CancellationToken token)
        {
            bool more;
            do
            {
                more = await choice.StepAsync(token).ConfigureAwait(false);
                while (chunksOf[choice].TryTake(out var json)) events.Writer.TryWrite(json);
            }
            while (more);
        }
    }

    // In order, so that the first ones begin first. One that fails ends all.
    private static async Task ForEachAsync(
        IReadOnlyList<Choice> choices, int together, Func<Choice, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var places = new SemaphoreSlim(together);
        var running = new List<Task>(choices.Count);
        foreach (var choice in choices) running.Add(OneAsync(choice));
        await Task.WhenAll(running).ConfigureAwait(false);

        async Task OneAsync(Choice choice)
        {
            await places.WaitAsync(failed.Token).ConfigureAwait(false);
            try
            {
                choice.Start();
                await write(choice, failed.Token).ConfigureAwait(false);
            }
            catch
            {
                await failed.CancelAsync().ConfigureAwait(false);
                throw;
            }
            finally
            {
                await choice.DisposeAsync().ConfigureAwait(false);
                places.Release();
            }
        }
    }
}
