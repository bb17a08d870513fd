using Andamento.Inference;
using Andamento.Serving;

namespace Andamento.Silo.Models;

/// <summary>The task that a manifest names.</summary>
internal static class ModelTask
{
    /// <summary>Reads it. A custom model names none.</summary>
    /// <exception cref="InvalidDataException">It is none that this build knows.</exception>
    public static ServingTask Of(ModelManifest manifest)
    {
        if (string.IsNullOrEmpty(manifest.Task)) return ServingTask.Predict;
        return ServingTasks.TryParse(manifest.Task, out var task)
            ? task
            : throw new InvalidDataException($"'{manifest.Task}' is no task that a model of this cluster has.");
    }
}
