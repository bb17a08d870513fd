namespace Andamento.Providers.Unified;

/// <summary>The failures that every dialect can run into, in one wording.</summary>
internal static class Fault
{
    /// <summary>The provider cannot honour a parameter (class A), or strict mode forbids to leave it out.</summary>
    public static ProviderException Unsupported(string param, string why) =>
        new(ProviderFailure.Unsupported, $"{param}: {why}") { Param = param, Code = "unsupported_parameter" };

    /// <summary>A field does not have the shape the contract gives it.</summary>
    public static ProviderException Malformed(string param, string why) =>
        new(ProviderFailure.Unsupported, $"{param}: {why}") { Param = param, Code = "invalid_value" };

    /// <summary>The provider, or the model, has no such task: the endpoint's configuration is at fault.</summary>
    public static ProviderException UnsupportedTask(ProviderDescriptor provider, ProviderTask task, string? where = null) =>
        new(ProviderFailure.Unsupported, $"Provider {provider.Name} does not serve {Name(task)}{(where is null ? "" : $" {where}")}.")
        {
            Code = "task_not_supported",
        };

    private static string Name(ProviderTask task) => task switch
    {
        ProviderTask.Chat => "llm/v1/chat",
        ProviderTask.Completions => "llm/v1/completions",
        _ => "llm/v1/embeddings",
    };
}
