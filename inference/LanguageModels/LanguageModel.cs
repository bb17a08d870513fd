using System.Runtime.CompilerServices;
using Andamento.Inference.Generation;
using Andamento.Inference.LanguageModels.Answers;
using Andamento.Inference.Tokens;

namespace Andamento.Inference.LanguageModels;

/// <summary>Conversations or texts to their continuation.</summary>
/// <param name="generator">Continues sequences; disposed with the model.</param>
/// <param name="tokenizer">The model's tokens.</param>
/// <param name="planner">Reads the requests of the model's task.</param>
/// <param name="together">Answers of one request that run at once.</param>
/// <param name="time">Dates answers.</param>
internal sealed class LanguageModel(IGenerator generator, ITokenizer tokenizer, IPlanner planner, int together, TimeProvider time) : ILoadedModel
{
    // Off the caller's turn: reading and writing are work too.
    public ValueTask<ModelAnswer> RunAsync(ModelRequest request, CancellationToken cancellationToken) =>
        new(Task.Run(() => AnswerAsync(request, cancellationToken), cancellationToken));

    public async IAsyncEnumerable<ModelEvent> StreamAsync(
        ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var plan = await Task.Run(() => planner.Plan(request.Body), cancellationToken).ConfigureAwait(false);
        var head = AnswerHead.New(plan.Format.IdPrefix, request.AnswerModel, time);
        var writing = new List<(Choice Choice, AnswerChunks Chunks)>();
        foreach (var source in plan.Choices)
        {
            var chunks = plan.Format.Chunks(head, writing.Count, tokenizer, plan.IncludeUsage);
            writing.Add((new(source, generator, tokenizer, chunks), chunks));
        }

        var choices = writing.ConvertAll(pair => pair.Choice);
        try
        {
            await foreach (var json in Choices.StreamAsync(writing, together, cancellationToken).ConfigureAwait(false)) yield return new(json);
        }
        finally
        {
            foreach (var (choice, chunks) in writing)
            {
                await choice.DisposeAsync().ConfigureAwait(false);
                chunks.Dispose();
            }
        }

        var usage = plan.Usage(choices);
        var last = plan.IncludeUsage ? AnswerChunks.Usage(head, plan.Format.ChunkKind, usage) : ReadOnlyMemory<byte>.Empty;
        yield return new(last, usage.Prompt, usage.Completion);
    }

    public ValueTask DisposeAsync() => generator.DisposeAsync();

    private async Task<ModelAnswer> AnswerAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        var plan = planner.Plan(request.Body);
        var head = AnswerHead.New(plan.Format.IdPrefix, request.AnswerModel, time);
        var answers = plan.Choices.Select(_ => new WholeChoice()).ToList();
        var choices = answers.Select((answer, i) => new Choice(plan.Choices[i], generator, tokenizer, answer)).ToList();
        await Choices.RunAsync(choices, together, cancellationToken);

        var usage = plan.Usage(choices);
        var probabilities = plan.Choices[0].Generation.TopLogProbabilities is not null;
        return new(plan.Format.Write(head, answers, usage, tokenizer, probabilities), usage.Prompt, usage.Completion);
    }
}
