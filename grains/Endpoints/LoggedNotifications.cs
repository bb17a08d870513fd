using Microsoft.Extensions.Logging;

namespace Andamento.Endpoints;

/// <summary>Writes notifications to the log, without the addresses. What there is until somebody registers a sink that sends mail.</summary>
internal sealed class LoggedNotifications(ILogger<LoggedNotifications> log) : INotificationSink
{
    public void Send(EndpointNotification notification)
    {
        var count = notification.Recipients.Length;
        if (notification.Succeeded) EndpointLog.ToldOfSuccess(log, notification.Endpoint, notification.ConfigVersion, count);
        else EndpointLog.ToldOfFailure(log, notification.Endpoint, notification.ConfigVersion, count, notification.Message);
    }
}
