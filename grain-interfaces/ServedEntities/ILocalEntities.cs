using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>
/// The served entities that run in this process. A caller beside them asks them as it would ask their grains, without a
/// message for each question and for each part of an answer. Safe for concurrent use.
/// </summary>
/// <remarks>
/// The grain stays the owner: an entity is found here from its grain's first request until its grain is deactivated.
/// Who finds none asks the grain.
/// </remarks>
public interface ILocalEntities
{
    /// <summary>An entity, or null when it does not run here, or not yet.</summary>
    /// <param name="key">Its <see cref="ServedEntityKey"/>, without a lane.</param>
    IServedEntity? Find(string key);
}

/// <summary>A served entity, wherever it runs. Safe for concurrent use.</summary>
public interface IServedEntity
{
    /// <inheritdoc cref="IServedEntityGrain.InvokeAsync"/>
    Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken);

    /// <inheritdoc cref="IServedEntityGrain.StreamAsync"/>
    IAsyncEnumerable<AnswerFrame> StreamAsync(ServingRequest request, CancellationToken cancellationToken);
}
