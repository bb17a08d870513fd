using Andamento.Inference.ChatTemplates;
using Andamento.Inference.Constraints;
using Andamento.Inference.Generation;
using Andamento.Inference.Tokens;

namespace Andamento.Inference.LanguageModels;

/// <summary>Loads a language model from its folder.</summary>
internal static class LanguageModelFolder
{
    /// <summary>Loads the model and writes one token.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>: a file is missing or not understood.</exception>
    public static async Task<ILoadedModel> LoadAsync(
        string folder, ModelManifest manifest, ModelLoadOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var tokenizer = TokenizerFile.Read(Path.Combine(folder, "tokenizer.json"));
        var template = manifest.Task is LanguageModelTasks.Chat ? ChatTemplateFile.Read(folder) : null;
        var generator = Generator.Load(folder, manifest, options);
        try
        {
            await WarmAsync(generator, cancellationToken);
            return new LanguageModel(
                generator, tokenizer, Planner(manifest, tokenizer, template, generator, time), options.Concurrency, time);
        }
        catch
        {
            await generator.DisposeAsync();
            throw;
        }
    }

    private static IPlanner Planner(
        ModelManifest manifest, ITokenizer tokenizer, IChatTemplate? template, Generator generator, TimeProvider time) => manifest.Task switch
    {
        LanguageModelTasks.Chat => new ChatPlanner(
            tokenizer,
            template ?? throw new ModelException(ModelFailure.BadModel, $"{manifest.Name} has no chat template, which {manifest.Task} needs."),
            new JsonGrammars(new VocabularyTree(tokenizer, generator.EndTokens)),
            generator.ContextLength,
            manifest.DefaultSystemPrompt,
            time),
        LanguageModelTasks.Completions => new CompletionPlanner(tokenizer, generator.ContextLength),
        _ => throw new ModelException(
            ModelFailure.BadModel,
            $"{manifest.Name} has the task '{manifest.Task}'; a language model has {LanguageModelTasks.Chat} or {LanguageModelTasks.Completions}."),
    };

    private static async Task WarmAsync(Generator generator, CancellationToken cancellationToken)
    {
        await using var one = generator.Start(new() { Prompt = new int[1], MaxTokens = 1 }); // any token will do
        await one.MoveNextAsync(cancellationToken);
    }
}
