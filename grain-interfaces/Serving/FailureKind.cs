namespace Andamento.Serving;

/// <summary>
/// Why a room of the cluster could not go on. The front door has one row per kind: status, error code, may I retry.
/// </summary>
public enum FailureKind
{
    /// <summary>A defect of ours.</summary>
    Internal,

    /// <summary>The body of a query is not what the endpoint takes.</summary>
    BadRequest,

    /// <summary>A field of a control-plane request is not acceptable. The message names the field and the value.</summary>
    InvalidParameter,

    /// <summary>The body is not JSON, or not a JSON object.</summary>
    MalformedRequest,

    /// <summary>No token, or one that is unknown, expired or revoked.</summary>
    Unauthenticated,

    /// <summary>The caller may not do this.</summary>
    PermissionDenied,

    /// <summary>A query of an endpoint that does not exist.</summary>
    EndpointNotFound,

    /// <summary>A managed thing that does not exist: endpoint, served entity, model, secret.</summary>
    ResourceNotFound,

    /// <summary>No such route.</summary>
    RouteNotFound,

    /// <summary>The route exists, for another method.</summary>
    MethodNotAllowed,

    /// <summary>The name is taken by an endpoint.</summary>
    AlreadyExists,

    /// <summary>The name is taken by a secret scope or a registered model; the contract wants another status there.</summary>
    AlreadyExistsInRegistry,

    /// <summary>Another change is under way.</summary>
    Conflict,

    /// <summary>The body is larger than the endpoint takes.</summary>
    PayloadTooLarge,

    /// <summary>The media type is not one the endpoint takes.</summary>
    UnsupportedMediaType,

    /// <summary>A rate limit set by the endpoint's owner is used up.</summary>
    LimitReached,

    /// <summary>No capacity right now: every slot and the queue are taken.</summary>
    Overloaded,

    /// <summary>Asked for something this cluster does not do.</summary>
    NotSupported,

    /// <summary>The served entity is not deployed yet, or its silo has just gone.</summary>
    Unavailable,

    /// <summary>The time limit ran out.</summary>
    TimedOut,

    /// <summary>The caller went away. Nobody reads the answer; the usage record does.</summary>
    Cancelled,

    /// <summary>The provider found fault with the request.</summary>
    UpstreamRefused,

    /// <summary>The provider did not accept the credentials of the served entity.</summary>
    UpstreamAuthentication,

    /// <summary>The provider does not know the model.</summary>
    UpstreamModelNotFound,

    /// <summary>The provider limits its callers.</summary>
    UpstreamLimited,

    /// <summary>The provider failed, could not be reached, or sent something that is no answer.</summary>
    UpstreamFailed,

    /// <summary>The provider says that it is overloaded or down.</summary>
    UpstreamUnavailable,

    /// <summary>The provider did not answer in time.</summary>
    UpstreamTimedOut,

    /// <summary>The request came through too many gateways: endpoints of several clusters call each other in a circle.</summary>
    RoutingLoop,

    /// <summary>The caller has as many of something as one may have, for example tokens.</summary>
    QuotaExceeded,

    /// <summary>Something holds as much as it can, for example a scope its secrets.</summary>
    ResourceLimitExceeded,

    /// <summary>The body came more slowly than the server waits for.</summary>
    RequestTooSlow,
}
