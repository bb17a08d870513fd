using System.Collections.Immutable;
using Andamento.Providers;
using Andamento.Secrets;

namespace Andamento.Endpoints;

/// <summary>
/// Reads the members of one <c>…_config</c> object against the provider's descriptor (V19, V20). A member the descriptor
/// does not know is dropped: nobody knows whether it is a secret.
/// </summary>
internal sealed class ProviderSettingsReader(string path, ProviderConfigInput config, ProviderDescriptor provider)
{
    /// <summary>What a secret's plaintext member is called: the setting's name and this.</summary>
    public const string PlaintextSuffix = "_plaintext";

    private readonly Dictionary<string, string> _given = Given(config);
    private readonly List<NamedValue> _stored = [];
    private readonly List<NamedValue> _plaintext = [];
    private readonly List<PlannedReference> _references = [];

    /// <summary>What may be stored as it is, what must be sealed first, and the secrets that must exist.</summary>
    public (ImmutableArray<NamedValue> Stored, ImmutableArray<NamedValue> Plaintext, ImmutableArray<PlannedReference> References)
        Read()
    {
        foreach (var setting in provider.Settings)
        {
            if (setting.Secret) ReadSecret(setting);
            else ReadPlain(setting);
        }

        var all = _stored.Concat(_plaintext).ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal);
        if (provider.Check(all) is { } fault) throw Invalid.Field(path, fault);
        return ([.. _stored], [.. _plaintext], [.. _references]);
    }

    // An empty value is no value: forms send empty members for what was left blank.
    private static Dictionary<string, string> Given(ProviderConfigInput config)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in config.Settings.Where(setting => setting.Value.Length > 0)) given[setting.Name] = setting.Value;
        return given;
    }

    private void ReadPlain(ProviderSetting setting)
    {
        var field = $"{path}.{setting.Name}";
        if (!_given.TryGetValue(setting.Name, out var value))
        {
            if (setting.Required) throw Invalid.Field(field, $"is required. {setting.Description}");
            return;
        }

        if (setting.Address && !IsAddress(value)) throw Invalid.Value(field, value, "must be an http or https address.");
        _stored.Add(new(setting.Name, setting.IgnoresCase ? value.Trim().ToLowerInvariant() : value));
    }

    private void ReadSecret(ProviderSetting setting)
    {
        var field = $"{path}.{setting.Name}";
        var hasReference = _given.TryGetValue(setting.Name, out var reference);
        var hasPlaintext = _given.TryGetValue(setting.Name + PlaintextSuffix, out var plaintext);
        if (hasReference && hasPlaintext) throw Invalid.Field(field, $"excludes {setting.Name}{PlaintextSuffix}; give one of them.");
        if (hasPlaintext) _plaintext.Add(new(setting.Name, plaintext!));
        else if (hasReference) AddReference(field, setting.Name, reference!);
        else if (setting.Required) throw Invalid.Field(field, $"or {setting.Name}{PlaintextSuffix} is required.");
    }

    private void AddReference(string field, string name, string reference)
    {
        // The value is not repeated: who writes a key here instead of a reference has sent us a secret.
        if (!SecretReference.TryParse(reference, out var secret))
            throw Invalid.Field(field, $"must be a reference like {SecretReference.Grammar}.");

        _stored.Add(new(name, reference));
        _references.Add(new(field, secret));
    }

    private static bool IsAddress(string value) => Uri.TryCreate(value, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);
}
