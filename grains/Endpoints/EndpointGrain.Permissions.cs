using Andamento.Serving;

namespace Andamento.Endpoints;

/// <content>Who may do what with the endpoint.</content>
internal sealed partial class EndpointGrain
{
    public async Task<EndpointDetails> ChangePermissionsAsync(ChangePermissions command, CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        var endpoint = Existing();
        if (endpoint.Id != command.EndpointId)
            throw new ServingException(FailureKind.ResourceNotFound, $"There is no endpoint with the id '{command.EndpointId}'.");

        var grants = GrantRules.Next(endpoint.Grants, command, endpoint.Creator);
        await CommitAsync(EndpointLife.Change(_record.Current, endpoint with { Grants = grants }, _time.GetUtcNow()), command.Caller);
        EndpointLog.PermissionsChanged(_log, Name, grants.Length);
        return Details(_record.Current.Endpoint!);
    }
}
