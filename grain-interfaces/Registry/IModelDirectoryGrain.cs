using System.Collections.Immutable;

namespace Andamento.Registry;

/// <summary>
/// Summaries of all registered models, for lists that wake none of them. The key is <see cref="Workspace"/>. Models that are
/// nothing but folders are in the lists too.
/// </summary>
[Alias("andamento.model-directory")]
public interface IModelDirectoryGrain : IGrainWithStringKey
{
    /// <summary>The one key in use.</summary>
    const string Workspace = "workspace";

    /// <summary>
    /// Notes that a model is about to be written. Until its summary comes, the directory asks the model itself. Safe to repeat.
    /// </summary>
    [Alias("announce")]
    Task AnnounceAsync(string fullName, CancellationToken cancellationToken);

    /// <summary>Stores the newest summary. An older revision than the stored one changes nothing.</summary>
    [Alias("put")]
    Task PutAsync(RegisteredModel summary, CancellationToken cancellationToken);

    /// <summary>Forgets a model. Safe to repeat.</summary>
    [Alias("remove")]
    Task RemoveAsync(string fullName, CancellationToken cancellationToken);

    /// <summary>One page of the models that fit.</summary>
    [Alias("search")]
    Task<ModelPage> SearchAsync(ModelQuery query, CancellationToken cancellationToken);

    /// <summary>The names of models that have something to look after.</summary>
    [Alias("list-unfinished")]
    Task<ImmutableArray<string>> ListUnfinishedAsync(CancellationToken cancellationToken);
}

/// <summary>Which models, in which order, from where on.</summary>
[GenerateSerializer, Immutable, Alias("andamento.model-query")]
public sealed record ModelQuery
{
    /// <summary>Models with names of three parts, or those of the workspace registry.</summary>
    [Id(0)] public required bool Unity { get; init; }

    /// <summary>Only this catalog; null for all.</summary>
    [Id(1)] public string? Catalog { get; init; }

    /// <summary>Only this schema; null for all.</summary>
    [Id(2)] public string? Schema { get; init; }

    /// <summary>What must hold of the model.</summary>
    [Id(3)] public ImmutableArray<ModelCondition> Conditions { get; init; } = [];

    /// <summary>The order; equals stand by name.</summary>
    [Id(4)] public ModelOrder Order { get; init; }

    /// <summary>Highest first.</summary>
    [Id(5)] public bool Descending { get; init; }

    /// <summary>The name of the last model of the page before; null for the first page.</summary>
    [Id(6)] public string? After { get; init; }

    /// <summary>What <see cref="Order"/> went by in that model, in milliseconds; 0 for an order by name.</summary>
    [Id(7)] public long AfterTime { get; init; }

    /// <summary>At most so many.</summary>
    [Id(8)] public required int Count { get; init; }

    /// <summary>Begins the page with <see cref="After"/> itself, where the page before has ended within that model's versions.</summary>
    [Id(9)] public bool Again { get; init; }
}

/// <summary>One condition. All of a query's must hold.</summary>
/// <param name="Field">What it is about.</param>
/// <param name="Match">How it compares.</param>
/// <param name="Value">What it compares with.</param>
[GenerateSerializer, Immutable, Alias("andamento.model-condition")]
public sealed record ModelCondition(
    [property: Id(0)] ConditionField Field, [property: Id(1)] ConditionMatch Match, [property: Id(2)] string Value);

/// <summary>What a condition is about.</summary>
public enum ConditionField
{
    /// <summary>The model's full name.</summary>
    Name,

    /// <summary>The run of one of its versions.</summary>
    RunId,
}

/// <summary>How a condition compares.</summary>
public enum ConditionMatch
{
    /// <summary>The same.</summary>
    Equal,

    /// <summary>A pattern: <c>%</c> stands for anything, <c>_</c> for one character.</summary>
    Like,

    /// <summary>The same, whatever the case.</summary>
    LikeAnyCase,
}

/// <summary>Orders of models.</summary>
public enum ModelOrder
{
    /// <summary>By full name.</summary>
    Name,

    /// <summary>By the time of the last change.</summary>
    Updated,

    /// <summary>By the time it was made.</summary>
    Created,
}

/// <summary>One page of models.</summary>
/// <param name="Models">The models.</param>
/// <param name="More">Whether there are more behind them.</param>
[GenerateSerializer, Immutable, Alias("andamento.model-page")]
public sealed record ModelPage([property: Id(0)] ImmutableArray<RegisteredModel> Models, [property: Id(1)] bool More);
