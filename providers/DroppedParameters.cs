namespace Andamento.Providers;

/// <summary>The parameters that an adapter left out of a call or clamped, so that the caller can be told.</summary>
public static class DroppedParameters
{
    internal static readonly HttpRequestOptionsKey<IReadOnlyList<string>> Key = new("andamento.dropped-parameters");

    /// <summary>Their names as the caller wrote them, in the order met; empty when the call says all that was asked.</summary>
    public static IReadOnlyList<string> Of(HttpRequestMessage call) => call.Options.TryGetValue(Key, out var names) ? names : [];
}
