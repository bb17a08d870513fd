using System.Text.Json;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix.Vendors;

/// <summary>
/// A provider's service, as strict as the real one about what it gets: address, credentials, headers and body. What it lets in,
/// the double answers by script.
/// </summary>
internal abstract class Vendor : IAsyncDisposable
{
    /// <summary>What the rows of the matrix call it.</summary>
    public abstract string Name { get; }

    /// <summary>The folder of <c>providers/</c> that holds what it was recorded to answer.</summary>
    public abstract string Recordings { get; }

    /// <summary>The credentials it usually gets, which must never be seen in an answer.</summary>
    public abstract IReadOnlyList<string> Secrets { get; }

    /// <summary>False where members that nobody knows are taken and ignored.</summary>
    public virtual bool RefusesUnknownMembers => true;

    /// <summary>The service, once it was started.</summary>
    public WireDouble Double { get; private set; } = null!;

    /// <summary>Where it is.</summary>
    protected string Address => Double.BaseAddress;

    /// <summary>Starts it on a free port.</summary>
    public async Task StartAsync() => Double = await WireDouble.StartAsync(Rules);

    /// <summary>Address and credentials, as settings of a served entity; null takes away what a recording has set.</summary>
    public abstract IReadOnlyDictionary<string, string?> Settings();

    /// <summary>A failure in the words of the service.</summary>
    public abstract WireReply Failure(int status, string message, string? retryAfter = null);

    public virtual ValueTask DisposeAsync() => Double.DisposeAsync();

    /// <summary>The status for callers without valid credentials.</summary>
    public virtual int StrangerStatus => 401;

    /// <summary>Why the caller is not let in, or null.</summary>
    protected abstract string? Stranger(WireRequest request);

    /// <summary>What the operation at that address takes; null when there is none.</summary>
    protected abstract BodyShape? Operation(WireRequest request);

    /// <summary>What is wrong with the rest: headers, and values in the body. Null when nothing is.</summary>
    protected virtual string? Fault(WireRequest request) => null;

    /// <summary>The service's words for a member that it does not know.</summary>
    protected virtual string Unknown(string member) => $"{member}: Extra inputs are not permitted";

    /// <summary>What is granted beside answers, such as a token; null for any other request.</summary>
    protected virtual WireReply? Grant(WireRequest request) => null;

    /// <summary>True when the request carries a header with exactly this value.</summary>
    protected static bool Has(WireRequest request, string header, string value) => request.Headers.GetValueOrDefault(header) == value;

    private WireReply? Rules(WireRequest request)
    {
        if (Grant(request) is { } granted) return granted;
        if (Stranger(request) is { } stranger) return Failure(StrangerStatus, stranger);
        if (request.Method != "POST") return Failure(405, $"{request.Method} is not allowed here");
        if (Operation(request) is not { } shape) return Failure(404, $"There is nothing at {request.Target}");
        if (!Has(request, "Content-Type", "application/json")) return Failure(415, "Content-Type must be application/json");
        if (Body(request) is not { } body) return Failure(400, "The body is no JSON object");
        if (shape.Unknown(body) is { } unknown) return Failure(400, Unknown(unknown));
        if (shape.Missing(body) is { } missing) return Failure(400, $"{missing}: Field required");

        return Fault(request) is { } fault ? Failure(400, fault) : null;
    }

    private static JsonElement? Body(WireRequest request)
    {
        try
        {
            return request.Json is { ValueKind: JsonValueKind.Object } body ? body : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
