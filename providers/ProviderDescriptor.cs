using System.Collections.Immutable;

namespace Andamento.Providers;

/// <summary>What an operator sees of a provider. Validation, the console's form and the docs are computed from it.</summary>
public sealed record ProviderDescriptor
{
    /// <summary>The value of <c>provider</c>, for example <c>openai</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The member that holds its settings, for example <c>openai_config</c>.</summary>
    public required string ConfigName { get; init; }

    /// <summary>What it can do.</summary>
    public required ImmutableArray<ProviderTask> Tasks { get; init; }

    /// <summary>Its settings, in the order of a form.</summary>
    public required ImmutableArray<ProviderSetting> Settings { get; init; }

    /// <summary>Rules between settings: given the ones that are set, a sentence naming what is wrong, or null.</summary>
    public Func<IReadOnlyDictionary<string, string>, string?> Check { get; init; } = static _ => null;
}

/// <summary>One setting.</summary>
/// <param name="Name">Its name; a nested member is <c>outer.inner</c>.</param>
/// <param name="Description">What it is, in a sentence.</param>
public sealed record ProviderSetting(string Name, string Description)
{
    /// <summary>
    /// A secret comes as a pair: <c>name</c> holds a reference like <c>{{secrets/scope/key}}</c>, <c>name_plaintext</c>
    /// the value itself. Exactly one of them when the setting is required.
    /// </summary>
    public bool Secret { get; init; }

    /// <summary>Must be set.</summary>
    public bool Required { get; init; }

    /// <summary>The value used when it is not set, or null.</summary>
    public string? Default { get; init; }

    /// <summary>The operator's own default, from <c>Providers</c>, or null: it goes before <see cref="Default"/>.</summary>
    public Func<ProviderOptions, string?> OperatorDefault { get; init; } = static _ => null;

    /// <summary>Capital letters do not matter: the value is stored and repeated in small ones.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>The value is an address the cluster will call: it is checked against the operator's rules.</summary>
    public bool Address { get; init; }
}
