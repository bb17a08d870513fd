using System.Globalization;

namespace Andamento.Registry;

/// <summary>Releases of MLflow, which logs models. Pure.</summary>
internal static class MlflowRelease
{
    /// <summary>The first one whose models say enough of themselves for provisioned throughput.</summary>
    public const string First = "2.11";

    /// <summary>True for an earlier one: <c>2.9.2</c>, also <c>2.10.0rc1</c>. What is no release is none that is too old.</summary>
    public static bool IsTooOld(string release)
    {
        var parts = release.Split('.');
        return parts.Length > 1 && Number(parts[0]) is { } major && Number(parts[1]) is { } minor && (major < 2 || (major == 2 && minor < 11));
    }

    private static int? Number(string part)
    {
        var digits = part.AsSpan(0, part.AsSpan().IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : part.Length);
        return int.TryParse(digits, NumberStyles.None, null, out var number) ? number : null;
    }
}
