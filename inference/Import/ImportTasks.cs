namespace Andamento.Inference.Import;

/// <summary>The tasks that an imported model may have.</summary>
internal static class ImportTasks
{
    public const string Chat = "llm/v1/chat", Completions = "llm/v1/completions", Embeddings = "llm/v1/embeddings";

    /// <summary>Checks a task that somebody wrote.</summary>
    public static string Check(string task) => task is Chat or Completions or Embeddings
        ? task
        : throw ImportFolder.Bad($"'{task}' is no task of a model here; it is {Chat}, {Completions} or {Embeddings}, or left out for a custom model.");
}
