using System.Reflection;
using System.Reflection.Metadata;

namespace Andamento.Tests.Engine.Parity;

/// <summary>The parameters of a generic type or method with their constraints; their names do not matter.</summary>
internal static class GenericParameters
{
    public static string Print(MetadataReader reader, GenericParameterHandleCollection parameters) =>
        parameters.Count is 0 ? "" : $"<{string.Join(", ", parameters.Select(handle => Print(reader, reader.GetGenericParameter(handle))))}>";

    private static string Print(MetadataReader reader, GenericParameter parameter)
    {
        var constraints = parameter.GetConstraints()
            .Select(handle => reader.TypeName(reader.GetGenericParameterConstraint(handle).Type))
            .Order(StringComparer.Ordinal);
        return string.Join(" & ", constraints.Prepend(parameter.Attributes is GenericParameterAttributes.None ? "any" : $"{parameter.Attributes}"));
    }
}
