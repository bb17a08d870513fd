using System.Reflection.Metadata;

namespace Andamento.Tests.Engine.Parity;

/// <summary>Names and attributes, straight from the tables of an assembly.</summary>
internal static class Metadata
{
    private static readonly SignatureReader Signatures = new();

    public static string FullName(this MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = reader.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? $"{reader.FullName(outer)}+{name}"
            : Join(reader.GetString(type.Namespace), name);
    }

    public static string FullName(this MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind is HandleKind.TypeReference
            ? $"{reader.FullName((TypeReferenceHandle)type.ResolutionScope)}+{name}"
            : Join(reader.GetString(type.Namespace), name);
    }

    /// <summary>A type named by a base class, an interface or a constraint; without annotations.</summary>
    public static string TypeName(this MetadataReader reader, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => reader.FullName((TypeDefinitionHandle)handle),
        HandleKind.TypeReference => reader.FullName((TypeReferenceHandle)handle),
        HandleKind.TypeSpecification => reader.GetTypeSpecification((TypeSpecificationHandle)handle)
            .DecodeSignature(Signatures, null).Print(Annotations.None),
        _ => throw new InvalidOperationException($"A type cannot be a {handle.Kind}."),
    };

    public static bool Has(this MetadataReader reader, CustomAttributeHandleCollection attributes, string name) =>
        reader.Blob(attributes, name) is not null;

    /// <summary>The raw arguments of the attribute with that short name, or null.</summary>
    public static byte[]? Blob(this MetadataReader reader, CustomAttributeHandleCollection attributes, string name)
    {
        foreach (var handle in attributes)
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (reader.AttributeName(attribute) == name) return reader.GetBlobBytes(attribute.Value);
        }

        return null;
    }

    /// <summary>The annotations written on this position, or those of its context.</summary>
    public static Annotations AnnotationsOf(this MetadataReader reader, CustomAttributeHandleCollection? attributes, byte context)
    {
        if (attributes is null || reader.Blob(attributes.Value, "NullableAttribute") is not { } blob) return new([context]);
        return new(blob.Length == 5 ? [blob[2]] : blob[6..^2]); // one flag for all, or a counted array
    }

    public static byte Context(this MetadataReader reader, CustomAttributeHandleCollection attributes, byte outer) =>
        reader.Blob(attributes, "NullableContextAttribute") is { } blob ? blob[2] : outer;

    public static byte Context(this MetadataReader reader, TypeDefinition type) => reader.Context(
        type.GetCustomAttributes(),
        type.GetDeclaringType() is { IsNil: false } outer ? reader.Context(reader.GetTypeDefinition(outer)) : (byte)0);

    private static string AttributeName(this MetadataReader reader, CustomAttribute attribute)
    {
        var type = attribute.Constructor.Kind is HandleKind.MethodDefinition
            ? reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()
            : reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        return reader.TypeName(type).Split('.')[^1];
    }

    private static string Join(string space, string name) => space.Length is 0 ? name : $"{space}.{name}";
}
