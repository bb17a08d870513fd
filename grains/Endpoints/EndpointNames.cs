using System.Text.RegularExpressions;

namespace Andamento.Endpoints;

/// <summary>Names of endpoints and served entities (V2, section 3.3).</summary>
internal static partial class EndpointNames
{
    /// <summary>The longest name.</summary>
    public const int MaxLength = 63;

    // Path segments that stand beside {name} in routes.
    private static readonly string[] Reserved = ["pt", "get-model-optimization-info"];

    /// <summary>Checks the name of a new endpoint.</summary>
    /// <param name="name">The name.</param>
    /// <param name="ofSystem">It comes with the installation.</param>
    public static void CheckEndpoint(string name, bool ofSystem)
    {
        CheckShape("name", name);
        if (SystemEndpoints.Owns(name) != ofSystem)
            throw Invalid.Value("name", name, $"must {(ofSystem ? "" : "not ")}start with '{SystemEndpoints.Prefix}'.");
        if (Reserved.Contains(name, StringComparer.Ordinal)) throw Invalid.Value("name", name, "is reserved.");
    }

    /// <summary>Checks the shape that endpoints and served entities share.</summary>
    public static void CheckShape(string field, string name)
    {
        if (!Shape().IsMatch(name))
            throw Invalid.Value(field, name, $"must be 1 to {MaxLength} characters out of A-Z, a-z, 0-9, '_' and '-'.");
    }

    /// <summary>The name of an external entity that was given none.</summary>
    public static string Default(string externalModel) => Cut(externalModel.Replace('.', '-').Replace(':', '-'));

    /// <summary>The name of an entity with a registered model that was given none.</summary>
    public static string Default(string model, string version) => Cut($"{model[(model.LastIndexOf('.') + 1)..]}-{version}");

    private static string Cut(string name) => name.Length <= MaxLength ? name : name[..MaxLength];

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,63}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shape();
}
