using Andamento.Api.Control.Reading;
using Andamento.Registry;

namespace Andamento.Api.Registry;

/// <summary>The two registries: names of three parts, and names of one word. They share the code and nothing else.</summary>
internal enum RegistryKind
{
    /// <summary>One word.</summary>
    Workspace,

    /// <summary><c>catalog.schema.model</c>.</summary>
    Unity,
}

/// <summary>Names in requests to one of them.</summary>
internal static class RegistryNames
{
    /// <summary>Reads a model's name that must be there.</summary>
    public static ModelName ModelName(this JsonField arguments, RegistryKind kind, string member = "name")
    {
        var text = arguments.RequiredText(member);
        if (Andamento.Registry.ModelName.TryParse(text, out var name) && name.IsUnity == kind is RegistryKind.Unity) return name;
        throw arguments.Wrong(member, kind is RegistryKind.Unity
            ? $"'{text}' is no name in Unity Catalog; one looks like catalog.schema.model, of letters, digits, '_' and '-'."
            : $"'{text}' is no name in the workspace registry; one is a word of letters, digits, '_' and '-'. "
              + "Names of three parts are at /api/2.0/mlflow/unity-catalog.");
    }

    /// <summary>Reads a version that must be there.</summary>
    public static int Version(this JsonField arguments, string member = "version") =>
        arguments.SmallInteger(member) is not { } version ? throw arguments.Wrong(member, "is missing.")
        : version > 0 ? version : throw arguments.Wrong(member, $"'{version}' is no version; versions count from 1.");
}
