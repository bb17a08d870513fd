using System.Collections.Immutable;

namespace Andamento.Endpoints;

/// <summary>
/// Tells people how a config update ended. The default one writes a log line; register another to send mail. Any thread may call.
/// </summary>
public interface INotificationSink
{
    /// <summary>
    /// Hands over a notification that nobody waits for: an implementation that talks to a network queues it. It may be
    /// lost with the process, and is never repeated.
    /// </summary>
    void Send(EndpointNotification notification);
}

/// <summary>How a config update ended, and who wants to know.</summary>
/// <param name="Endpoint">The endpoint's name.</param>
/// <param name="ConfigVersion">The config version.</param>
/// <param name="Succeeded">Whether it serves.</param>
/// <param name="Message">Why it does not; empty when it does.</param>
/// <param name="Recipients">E-mail addresses, at least one.</param>
public sealed record EndpointNotification(
    string Endpoint, int ConfigVersion, bool Succeeded, string Message, ImmutableArray<string> Recipients);
