namespace Andamento.Inference.LanguageModels;

/// <summary>What language models are made for.</summary>
internal static class LanguageModelTasks
{
    /// <summary>Conversations.</summary>
    public const string Chat = "llm/v1/chat";

    /// <summary>Texts that go on.</summary>
    public const string Completions = "llm/v1/completions";
}
