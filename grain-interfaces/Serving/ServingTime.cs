namespace Andamento.Serving;

/// <summary>Times of the path that a request takes.</summary>
public static class ServingTime
{
    /// <summary>
    /// How long a call between grains may wait for an answer. Longer than the longest request (297 s), whose own
    /// <see cref="ServingRequest.TimeLeft"/> ends it first; this only ends calls that nobody will ever answer.
    /// </summary>
    public const string CallTimeout = "00:05:30";
}
