using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>
/// What becomes of the parameters of one request that its provider lacks or bounds: left out or clamped, and then
/// named, or refused where the operator set <c>strict_parameters</c>.
/// </summary>
internal sealed class Parameters(ProviderTarget target)
{
    private const string StrictName = "strict_parameters";
    private const string TemperatureName = "temperature_mode";

    private readonly bool _scale = target.Setting(TemperatureName) is "scale";
    private List<string>? _changed;

    /// <summary>What cannot be sent as the caller wrote it is refused.</summary>
    public bool Strict { get; } = target.Setting(StrictName) is "true";

    /// <summary>The settings this class reads, for a descriptor.</summary>
    public static IEnumerable<ProviderSetting> Settings =>
    [
        new(TemperatureName, "passthrough_clamp sends a temperature as it is, within the provider's range; "
            + "scale maps 0..2 onto that range.") { Default = "passthrough_clamp" },
        new(StrictName, "true refuses a parameter the provider lacks instead of leaving it out.") { Default = "false" },
    ];

    /// <summary>What is wrong with these settings, or null.</summary>
    public static string? Check(IReadOnlyDictionary<string, string> settings) =>
        settings.GetValueOrDefault(TemperatureName) is not (null or "passthrough_clamp" or "scale")
            ? $"{TemperatureName} must be passthrough_clamp or scale."
            : settings.GetValueOrDefault(StrictName) is not (null or "true" or "false")
                ? $"{StrictName} must be true or false."
                : null;

    /// <summary>A parameter is left out.</summary>
    public void Drop(string name) => Change(name, "this provider does not know it");

    /// <summary>A parameter is sent otherwise than it was asked for.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="why">What strict mode says of it.</param>
    public void Change(string name, string why)
    {
        if (Strict) throw Fault.Unsupported(name, why);

        if (_changed?.Contains(name) is not true) (_changed ??= []).Add(name);
    }

    /// <summary>Writes a number under the provider's name, within its range.</summary>
    public void Number(
        Utf8JsonWriter json, string name, JsonElement value, string theirName, double least, double most)
    {
        if (value.ValueKind is not JsonValueKind.Number) throw Fault.Malformed(name, "must be a number");

        var wanted = value.GetDouble();
        var given = Math.Clamp(wanted, least, most);
        json.WritePropertyName(theirName);
        if (given == wanted)
        {
            value.WriteTo(json); // in the caller's own digits
            return;
        }

        Change(name, $"this provider takes {least} to {most}");
        json.WriteNumberValue(given);
    }

    /// <summary>Writes the temperature: clamped to the provider's range, or mapped onto it from 0..2.</summary>
    public void Temperature(Utf8JsonWriter json, JsonElement value, double most)
    {
        if (!_scale || value.ValueKind is not JsonValueKind.Number)
        {
            Number(json, "temperature", value, "temperature", 0, most);
            return;
        }

        json.WriteNumber("temperature"u8, Math.Round(Math.Clamp(value.GetDouble(), 0, 2) * most / 2, 6));
    }

    /// <summary>Names what was changed on the call, for the header <c>x-gateway-dropped-params</c>.</summary>
    public void Report(HttpRequestMessage call)
    {
        if (_changed is not null) call.Options.Set(DroppedParameters.Key, _changed);
    }
}
