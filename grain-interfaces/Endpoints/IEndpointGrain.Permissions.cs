using Andamento.Serving;

namespace Andamento.Endpoints;

/// <content>Who may do what with the endpoint.</content>
public partial interface IEndpointGrain
{
    /// <summary>Changes what is granted to others than the creator. It holds from the next request on, through every front door.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.ResourceNotFound"/>; <see cref="FailureKind.InvalidParameter"/> for more grants than an endpoint can have.
    /// </exception>
    [Alias("change-permissions")]
    Task<EndpointDetails> ChangePermissionsAsync(ChangePermissions command, CancellationToken cancellationToken);
}
