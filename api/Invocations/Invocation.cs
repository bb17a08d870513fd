using Andamento.Api.Dialects;
using Andamento.Api.Records;
using Andamento.Serving;

namespace Andamento.Api.Invocations;

/// <summary>A query that may go on: who is asked, for what.</summary>
/// <param name="Endpoint">The endpoint as it was when the query came; kept to its end.</param>
/// <param name="ServedModel">The served entity that a direct route names, or null to follow the traffic split.</param>
/// <param name="Request">What the entity gets.</param>
/// <param name="Stream">The caller wants a stream.</param>
/// <param name="Record">What is noted of the query; null where nobody wants that.</param>
internal sealed record Invocation(
    ServedEndpoint Endpoint, string? ServedModel, ServingRequest Request, bool Stream, QueryRecord? Record = null)
{
    /// <summary>What the caller is told of personal data that was masked in the query: a JSON member; null when none was.</summary>
    public byte[]? MaskedInput { get; init; }

    /// <summary>How the answer is said to a caller who does not speak the unified language; null for one who does.</summary>
    public ICallerAnswer? Dialect { get; init; }

    /// <summary>The served entity that was asked last; null until one is. Written by who asks it, read when the query has ended.</summary>
    public string? Asked { get; set; }

    /// <summary>A whole answer as this caller reads it.</summary>
    public ServingAnswer ForCaller(ServingAnswer answer) => Dialect is null ? answer : answer with { Body = Dialect.Whole(answer) };
}
