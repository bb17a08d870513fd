namespace Andamento.Endpoints;

/// <content>Settings that are no config.</content>
internal sealed partial class EndpointGrain
{
    public async Task<EndpointDetails> ChangeSettingsAsync(ChangeEndpointSettings command, CancellationToken cancellationToken)
    {
        SettingRules.CheckNotifications(command.Notifications);
        SettingRules.CheckTelemetry(command.Telemetry);
        using var writing = await _record.EnterAsync(cancellationToken);
        var endpoint = Existing();
        var kind = (endpoint.Active ?? endpoint.Pending) is null ? null : endpoint.Kind;
        if (command.Telemetry is not null) SettingRules.CheckKind("telemetry_config", kind);
        if (command.MetricsExport is not null) SettingRules.CheckKind("uc_system_metrics_export_state", kind);
        if (command.Telemetry is not null || command.MetricsExport is not null) StopRules.CheckIdle(endpoint);

        var changed = endpoint with
        {
            Tags = SettingRules.NextTags(endpoint.Tags, command),
            Notifications = command.Notifications ?? endpoint.Notifications,
            Telemetry = command.Telemetry ?? endpoint.Telemetry,
            MetricsExport = command.MetricsExport ?? endpoint.MetricsExport,
        };
        await CommitAsync(EndpointLife.Change(_record.Current, changed, _time.GetUtcNow()), command.Caller);
        return Details(_record.Current.Endpoint!);
    }
}
