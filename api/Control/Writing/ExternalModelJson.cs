using System.Text.Json;
using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Api.Control.Writing;

/// <summary>Writes an external model (section 7.1): flattened settings become nested objects again.</summary>
internal static class ExternalModelJson
{
    /// <summary>Writes the member <c>external_model</c>.</summary>
    public static void Write(Utf8JsonWriter json, ExternalModel model, ServingTask task)
    {
        json.WriteStartObject("external_model"u8);
        json.WriteString("provider"u8, model.Provider);
        json.WriteString("name"u8, model.Name);
        json.WriteString("task"u8, task.ToWire());
        json.WriteStartObject(model.ConfigName);
        WriteSettings(json, model.Settings.AsSpan(), 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes settings that share the first <paramref name="skip"/> characters of their names. Those of one object stand together.</summary>
    private static void WriteSettings(Utf8JsonWriter json, ReadOnlySpan<NamedValue> settings, int skip)
    {
        for (var i = 0; i < settings.Length;)
        {
            var name = settings[i].Name.AsSpan(skip);
            var dot = name.IndexOf('.');
            if (dot < 0)
            {
                json.WriteString(name, settings[i++].Value);
                continue;
            }

            var nested = CountNested(settings[i..], name[..(dot + 1)], skip);
            json.WriteStartObject(name[..dot]);
            WriteSettings(json, settings.Slice(i, nested), skip + dot + 1);
            json.WriteEndObject();
            i += nested;
        }
    }

    private static int CountNested(ReadOnlySpan<NamedValue> settings, ReadOnlySpan<char> prefix, int skip)
    {
        var count = 0;
        while (count < settings.Length && settings[count].Name.AsSpan(skip).StartsWith(prefix, StringComparison.Ordinal)) count++;

        return count;
    }
}
