using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Andamento.Tests.Engine.Parity;

/// <summary>Turns the signatures of an assembly into <see cref="TypeNode"/>; which assembly defines a type does not matter.</summary>
internal sealed class SignatureReader : ISignatureTypeProvider<TypeNode, object?>
{
    private const byte ValueKind = 0x11;

    public TypeNode GetPrimitiveType(PrimitiveTypeCode typeCode) =>
        new TypeNode.Named($"System.{typeCode}", typeCode is not (PrimitiveTypeCode.String or PrimitiveTypeCode.Object));

    public TypeNode GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        new TypeNode.Named(reader.FullName(handle), rawTypeKind == ValueKind);

    public TypeNode GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        new TypeNode.Named(reader.FullName(handle), rawTypeKind == ValueKind);

    public TypeNode GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public TypeNode GetGenericInstantiation(TypeNode genericType, ImmutableArray<TypeNode> typeArguments) =>
        new TypeNode.Generic((TypeNode.Named)genericType, typeArguments);

    public TypeNode GetSZArrayType(TypeNode elementType) => new TypeNode.Array(elementType, 1);

    public TypeNode GetArrayType(TypeNode elementType, ArrayShape shape) => new TypeNode.Array(elementType, shape.Rank);

    public TypeNode GetGenericTypeParameter(object? genericContext, int index) => new TypeNode.Parameter($"T{index}");

    public TypeNode GetGenericMethodParameter(object? genericContext, int index) => new TypeNode.Parameter($"M{index}");

    public TypeNode GetByReferenceType(TypeNode elementType) => new TypeNode.Wrapped(elementType, "&");

    public TypeNode GetPointerType(TypeNode elementType) => new TypeNode.Wrapped(elementType, "*");

    public TypeNode GetPinnedType(TypeNode elementType) => elementType;

    public TypeNode GetModifiedType(TypeNode modifier, TypeNode unmodifiedType, bool isRequired) =>
        new TypeNode.Wrapped(unmodifiedType, $" {modifier.Print(Annotations.None).Split('.')[^1]}");

    public TypeNode GetFunctionPointerType(MethodSignature<TypeNode> signature) => new TypeNode.Named("function pointer", IsValue: true);
}
