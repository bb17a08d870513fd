using System.Diagnostics;
using Andamento.Providers;
using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>Tasks in the words of the provider port.</summary>
internal static class ServingTasksToProvider
{
    /// <summary>The provider's word. Never called for <see cref="ServingTask.Predict"/>, which no provider does.</summary>
    public static ProviderTask ToProvider(this ServingTask task) => task switch
    {
        ServingTask.Chat => ProviderTask.Chat,
        ServingTask.Completions => ProviderTask.Completions,
        ServingTask.Embeddings => ProviderTask.Embeddings,
        _ => throw new UnreachableException($"No provider does {task}."),
    };
}
