using System.Diagnostics;
using System.Text;
using Andamento.Inference;
using Andamento.Serving;

namespace Andamento.Replicas;

/// <summary>Measures how many tokens per second a model gives, before anybody else asks it.</summary>
internal static class ThroughputProbe
{
    private const string Text = "The sea is wide, and the ship that sails on it is small; tell what its crew sees on the third day.";
    private const int Texts = 16; // of one request for vectors

    /// <summary>Measures, with as many requests at once as the replica runs.</summary>
    /// <returns>Null when the model counts no tokens.</returns>
    public static async Task<double?> MeasureAsync(ILoadedModel model, ServingTask task, int concurrency, CancellationToken cancellationToken)
    {
        var request = new ModelRequest(Body(task), "application/json", "probe");
        await model.RunAsync(request, cancellationToken); // the first is the slowest
        var started = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => model.RunAsync(request, cancellationToken).AsTask()));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var tokens = answers.Sum(answer => (answer.PromptTokens ?? 0) + (answer.CompletionTokens ?? 0));
        return tokens > 0 ? tokens / elapsed.TotalSeconds : null;
    }

    private static byte[] Body(ServingTask task) => Encoding.UTF8.GetBytes(task switch
    {
        ServingTask.Chat => $$"""{"messages": [{"role": "user", "content": "{{Text}}"}], "max_tokens": 16, "temperature": 0}""",
        ServingTask.Completions => $$"""{"prompt": "{{Text}}", "max_tokens": 16, "temperature": 0}""",
        _ => $$"""{"input": [{{string.Join(", ", Enumerable.Repeat($"\"{Text}\"", Texts))}}]}""",
    });
}
