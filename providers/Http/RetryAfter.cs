using System.Globalization;
using System.Net.Http.Headers;

namespace Andamento.Providers.Http;

/// <summary>When a provider wants to be asked again: three headers, in the order of how exact they are.</summary>
internal static class RetryAfter
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The wait, at most a day; null when the provider names none that can be understood.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (Number(headers, "retry-after-ms") is { } milliseconds) return Within(milliseconds / 1000);
        if (Number(headers, "x-ms-retry-after-ms") is { } more) return Within(more / 1000);
        if (Number(headers, "retry-after") is { } seconds) return Within(seconds);

        return Text(headers, "retry-after") is { } text
            && DateTimeOffset.TryParseExact(
                text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? Within((date - now).TotalSeconds)
            : null;
    }

    /// <summary>What the provider itself says about trying again; null when it says nothing.</summary>
    public static bool? ShouldRetry(HttpResponseHeaders headers) => Text(headers, "x-should-retry") switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    private static double? Number(HttpResponseHeaders headers, string name) =>
        Text(headers, name) is { } text
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    private static string? Text(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString().Trim() : null;

    private static TimeSpan Within(double seconds) =>
        TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Longest.TotalSeconds));
}
