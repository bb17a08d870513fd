namespace Andamento.Endpoints;

/// <summary>Whether a step from one record to the next is news for those who asked to be told. Pure.</summary>
internal static class UpdateNotice
{
    /// <summary>The notification; null when no update ended, or nobody wants to know.</summary>
    public static EndpointNotification? Of(EndpointState? before, EndpointState? after)
    {
        if (after?.Notifications is not { } recipients) return null;
        if (after.Active is { } active && active.Version != before?.Active?.Version)
        {
            return recipients.OnSuccess.IsEmpty
                ? null
                : new(after.Name, active.Version, Succeeded: true, "", recipients.OnSuccess);
        }

        var failed = after.Update is ConfigUpdateState.UpdateFailed && before?.Update is ConfigUpdateState.InProgress;
        return failed && !recipients.OnFailure.IsEmpty
            ? new(after.Name, after.LastVersion, Succeeded: false, Reason(after), recipients.OnFailure)
            : null;
    }

    private static string Reason(EndpointState endpoint) => endpoint.Pending!.Entities
        .Where(entity => entity.Entity.DeployedBy == endpoint.LastVersion)
        .OrderByDescending(entity => entity.Entity.Deployment is DeploymentState.Failed) // what failed says more than what it took along
        .Select(entity => entity.Entity.DeploymentMessage)
        .FirstOrDefault("");
}
