using System.Security.Cryptography;
using System.Text;
using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>
/// One served entity of one config version: it knows which provider or which replicas answer, and asks them.
/// The key is a <see cref="ServedEntityKey"/> with a lane.
/// </summary>
/// <remarks>
/// A stateless worker: it runs in the process that has the request. A stream must find its own worker again, so there is
/// one worker per key and process, and the caller spreads its requests over lanes. Calls are not idempotent; only the
/// router tries again, and never after the first frame.
/// </remarks>
[Alias("andamento.served-entity")]
public interface IServedEntityGrain : IGrainWithStringKey
{
    /// <summary>Answers one request as a whole.</summary>
    /// <exception cref="ServingException">Any kind; the entity is gone (<see cref="FailureKind.Unavailable"/>) after a config switch.</exception>
    [Alias("invoke"), ResponseTimeout(ServingTime.CallTimeout)]
    Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken);

    /// <summary>Answers one request as a stream of events, each as soon as it is there.</summary>
    /// <remarks>A caller who stops enumerating cancels everything behind this grain.</remarks>
    /// <exception cref="ServingException">As for <see cref="InvokeAsync"/>; before the first frame the caller can still be told by status.</exception>
    [Alias("stream"), ResponseTimeout(ServingTime.CallTimeout)]
    IAsyncEnumerable<AnswerFrame> StreamAsync(ServingRequest request, CancellationToken cancellationToken);
}

/// <summary>The grain key of a replica set; with a lane, that of a served entity.</summary>
/// <param name="EndpointName">The endpoint's name; the entity asks that endpoint what it is.</param>
/// <param name="EndpointId">The endpoint's id; a re-created name has another one.</param>
/// <param name="ConfigVersion">The config version, from 1.</param>
/// <param name="EntityName">The served entity's name.</param>
public readonly record struct ServedEntityKey(string EndpointName, string EndpointId, int ConfigVersion, string EntityName)
{
    /// <summary>The grain key of the replica set. None of the parts can hold a slash.</summary>
    public override string ToString() => $"{EndpointName}/{EndpointId}/{ConfigVersion}/{EntityName}";

    /// <summary>The grain key of the worker in one lane, from 0, of the served entity with this key.</summary>
    public static string InLane(string key, int lane) => $"{key}/{lane}";

    /// <summary>
    /// The entity's id in tables of records: always the same for one key, so for as long as config changes leave the
    /// entity alone.
    /// </summary>
    public static string IdOf(string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));

    /// <summary>Reads a grain key with or without a lane.</summary>
    /// <exception cref="FormatException">The text is no such key.</exception>
    public static ServedEntityKey Parse(string key)
    {
        var parts = key.Split('/');
        return parts.Length is 4 or 5 && int.TryParse(parts[2], out var version)
            ? new(parts[0], parts[1], version, parts[3])
            : throw new FormatException($"'{key}' is not endpoint/id/version/entity.");
    }
}
