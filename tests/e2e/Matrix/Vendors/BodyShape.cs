using System.Text.Json;

namespace Andamento.Tests.EndToEnd.Matrix.Vendors;

/// <summary>The members that a body has at its top, as a service takes them: names with spaces between them.</summary>
/// <param name="Required">Those that must be there.</param>
/// <param name="Optional">Those that may; <c>*</c> takes any.</param>
internal sealed record BodyShape(string Required, string Optional = "")
{
    /// <summary>The first required member that is missing, or null.</summary>
    public string? Missing(JsonElement body) => Array.Find(Names(Required), name => !body.TryGetProperty(name, out _));

    /// <summary>The first member that the service does not know, or null.</summary>
    public string? Unknown(JsonElement body)
    {
        if (Optional is "*") return null;

        string[] known = [.. Names(Required), .. Names(Optional)];
        return body.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !known.Contains(name));
    }

    private static string[] Names(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
