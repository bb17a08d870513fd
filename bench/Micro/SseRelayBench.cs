using System.IO.Pipelines;
using System.Text;
using Andamento.Api.Answers;
using Andamento.Serving;
using BenchmarkDotNet.Attributes;

namespace Andamento.Bench.Micro;

/// <summary>Relaying a stream of 1,000 events to a caller who reads as fast as they come.</summary>
[InProcess, MemoryDiagnoser]
public class SseRelayBench
{
    private const int Events = 1000;

    private readonly AnswerFrame _frame = new()
    {
        Json = Encoding.UTF8.GetBytes(
            """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1767323045,"model":"chat","choices":[{"index":0,"delta":{"content":" word"},"finish_reason":null}]}"""),
    };

    [Benchmark(OperationsPerInvoke = Events)]
    public Task Events_that_are_here_together() => RelayAsync(pause: false);

    [Benchmark(OperationsPerInvoke = Events)]
    public Task Events_that_come_one_by_one() => RelayAsync(pause: true);

    private async Task RelayAsync(bool pause)
    {
        var output = PipeWriter.Create(Stream.Null);
        using var relay = new SseRelay(output, TimeProvider.System, TimeSpan.FromSeconds(15));
        await using var frames = FramesAsync(pause).GetAsyncEnumerator(CancellationToken.None);
        await relay.SendAsync(frames, await frames.MoveNextAsync(), CancellationToken.None);
        await output.CompleteAsync();
    }

    private async IAsyncEnumerable<AnswerFrame> FramesAsync(bool pause)
    {
        for (var i = 0; i < Events; i++)
        {
            if (pause) await Task.Yield();

            yield return _frame;
        }
    }
}
