using System.Collections.Immutable;
using System.Net.Mail;

namespace Andamento.Endpoints;

/// <summary>Rules for settings that are no config (sections 6.8 to 6.10). Pure.</summary>
internal static class SettingRules
{
    private const int MaxRecipients = 100;
    private const int MaxTags = 100;

    /// <summary>Tags after a change: deletes come first, and adding a key that is there gives it the new value.</summary>
    public static ImmutableArray<EndpointTag> NextTags(ImmutableArray<EndpointTag> current, ChangeEndpointSettings command)
    {
        if (command.AddTags.IsEmpty && command.DeleteTags.IsEmpty) return current;

        SmallRules.CheckTags(command.AddTags, "add_tags");
        var next = current.Where(tag => !command.DeleteTags.Contains(tag.Key, StringComparer.Ordinal)).ToList();
        foreach (var tag in command.AddTags)
        {
            var at = next.FindIndex(known => known.Key == tag.Key);
            if (at < 0) next.Add(tag);
            else next[at] = tag;
        }

        return next.Count <= MaxTags
            ? [.. next]
            : throw Invalid.Value("add_tags", next.Count, $"tags are too many; at most {MaxTags} are kept.");
    }

    /// <summary>Checks who is to be told.</summary>
    public static void CheckNotifications(EmailNotifications? notifications)
    {
        if (notifications is null) return;

        CheckAddresses("email_notifications.on_update_success", notifications.OnSuccess);
        CheckAddresses("email_notifications.on_update_failure", notifications.OnFailure);
    }

    /// <summary>Checks where telemetry goes.</summary>
    public static void CheckTelemetry(TelemetryConfig? telemetry)
    {
        if (telemetry?.SamplingFraction is not (null or (>= 0 and <= 1)))
        {
            throw Invalid.Value(
                "telemetry_config.inference_table_config.sampling_fraction", telemetry.SamplingFraction, "must be a number from 0 to 1.");
        }
    }

    /// <summary>Checks that models of this kind have telemetry: those that the cluster runs. An endpoint without a config may be told in advance.</summary>
    public static void CheckKind(string field, EndpointKind? kind)
    {
        if (kind is EndpointKind.External)
            throw Invalid.Field(field, "does not go with external models: they run elsewhere, and have no telemetry here.");
    }

    private static void CheckAddresses(string field, ImmutableArray<string> addresses)
    {
        if (addresses.Length > MaxRecipients)
            throw Invalid.Value(field, addresses.Length, $"addresses are too many; at most {MaxRecipients} are kept.");

        for (var index = 0; index < addresses.Length; index++)
        {
            if (!MailAddress.TryCreate(addresses[index], out var parsed) || parsed.Address != addresses[index])
                throw Invalid.Value($"{field}[{index}]", addresses[index], "is no e-mail address.");
        }
    }
}
