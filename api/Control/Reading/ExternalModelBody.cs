using System.Collections.Immutable;
using System.Text.Json;
using Andamento.Endpoints;

namespace Andamento.Api.Control.Reading;

/// <summary>Reads an external model (section 7.1). Which settings a provider has is not known here: all are taken as text.</summary>
internal static class ExternalModelBody
{
    /// <summary>Reads the object.</summary>
    public static ExternalModelInput Read(JsonField model) => new()
    {
        Provider = model.Text("provider"),
        Name = model.Text("name"),
        Task = model.Text("task"),
        Configs =
        [
            .. model.Members()
                .Where(static member => member.Name.EndsWith("_config", StringComparison.Ordinal))
                .Select(member => new ProviderConfigInput(member.Name, Flatten(model.Object(member.Name)!.Value))),
        ],
    };

    private static ImmutableArray<NamedValue> Flatten(JsonField config)
    {
        var settings = ImmutableArray.CreateBuilder<NamedValue>();
        Flatten(config, "", settings);
        return settings.ToImmutable();
    }

    private static void Flatten(JsonField config, string prefix, ImmutableArray<NamedValue>.Builder settings)
    {
        foreach (var (name, field) in config.Members())
        {
            // The dot separates the levels of a flattened name, so no level may have one.
            if (name.Contains('.', StringComparison.Ordinal)) throw field.Wrong("must not have a dot in its name.");

            if (field.Value.ValueKind is JsonValueKind.Object) Flatten(field, $"{prefix}{name}.", settings);
            else settings.Add(new(prefix + name, TextOf(field)));
        }
    }

    private static string TextOf(JsonField field) => field.Value.ValueKind switch
    {
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => field.Value.GetRawText(),
        _ => field.AsText(),
    };
}
