namespace Andamento.Serving;

/// <summary>What a request asks of a model, and so which body it carries.</summary>
public enum ServingTask
{
    /// <summary>A custom model: data frames or tensors in, predictions out. It has no name on the wire.</summary>
    Predict,

    /// <summary><c>llm/v1/chat</c>.</summary>
    Chat,

    /// <summary><c>llm/v1/completions</c>.</summary>
    Completions,

    /// <summary><c>llm/v1/embeddings</c>.</summary>
    Embeddings,
}

/// <summary>The names of tasks on the wire.</summary>
public static class ServingTasks
{
    /// <summary>The wire name, or null for <see cref="ServingTask.Predict"/>, which has none.</summary>
    public static string? ToWire(this ServingTask task) => task switch
    {
        ServingTask.Chat => "llm/v1/chat",
        ServingTask.Completions => "llm/v1/completions",
        ServingTask.Embeddings => "llm/v1/embeddings",
        _ => null,
    };

    /// <summary>Reads a wire name. False for anything but the three names of language tasks.</summary>
    public static bool TryParse(string? wire, out ServingTask task)
    {
        task = wire switch
        {
            "llm/v1/chat" => ServingTask.Chat,
            "llm/v1/completions" => ServingTask.Completions,
            "llm/v1/embeddings" => ServingTask.Embeddings,
            _ => ServingTask.Predict,
        };

        return task is not ServingTask.Predict;
    }
}
