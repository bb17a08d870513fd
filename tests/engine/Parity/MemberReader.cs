using System.Reflection;
using System.Reflection.Metadata;

namespace Andamento.Tests.Engine.Parity;

/// <summary>Writes the declarations of one type's members as a caller's source sees them.</summary>
internal sealed class MemberReader(MetadataReader reader, TypeDefinition type)
{
    private static readonly SignatureReader Signatures = new();

    private readonly byte _context = reader.Context(type);
    private readonly bool _isInterface = type.Attributes.HasFlag(TypeAttributes.Interface);

    public IEnumerable<Member> Read() => Methods().Concat(Properties()).Concat(Fields()).Concat(Events());

    private IEnumerable<Member> Methods()
    {
        foreach (var handle in type.GetMethods())
        {
            var method = reader.GetMethodDefinition(handle);
            var name = reader.GetString(method.Name);
            var accessor = method.Attributes.HasFlag(MethodAttributes.SpecialName) && !name.StartsWith("op_", StringComparison.Ordinal);
            if (!IsVisible(method) || IsOverride(method) || name.Contains('<', StringComparison.Ordinal)) continue;
            if (accessor && name is not ".ctor") continue;

            var signature = method.DecodeSignature(Signatures, null);
            var context = reader.Context(method.GetCustomAttributes(), _context);
            var (answer, parameters) = Parameters(method, signature, context);
            var generics = GenericParameters.Print(reader, method.GetGenericParameters());
            yield return new(
                name,
                $"{Marks(method.GetCustomAttributes())}{Modifiers(method)}{answer} {name}{generics}({parameters})",
                method.Attributes.HasFlag(MethodAttributes.Abstract));
        }
    }

    private IEnumerable<Member> Properties()
    {
        foreach (var handle in type.GetProperties())
        {
            var property = reader.GetPropertyDefinition(handle);
            var accessors = property.GetAccessors();
            var (getter, setter) = (Accessor(accessors.Getter, "get"), Accessor(accessors.Setter, "set"));
            if (getter is null && setter is null) continue;

            var name = reader.GetString(property.Name);
            var signature = property.DecodeSignature(Signatures, null);
            var answer = signature.ReturnType.Print(reader.AnnotationsOf(property.GetCustomAttributes(), _context));
            var index = string.Join(", ", signature.ParameterTypes.Select(parameter => parameter.Print(Annotations.None)));
            var first = reader.GetMethodDefinition(getter is null ? accessors.Setter : accessors.Getter);
            if (IsOverride(first)) continue;
            yield return new(
                name,
                $"{Marks(property.GetCustomAttributes())}{Modifiers(first)}{answer} {name}[{index}] {{ {getter}{setter}}}",
                first.Attributes.HasFlag(MethodAttributes.Abstract));
        }
    }

    private IEnumerable<Member> Fields()
    {
        foreach (var handle in type.GetFields())
        {
            var field = reader.GetFieldDefinition(handle);
            var access = field.Attributes & FieldAttributes.FieldAccessMask;
            if (access is not (FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem)) continue;
            if (field.Attributes.HasFlag(FieldAttributes.SpecialName)) continue;

            var name = reader.GetString(field.Name);
            var kind = field.Attributes.HasFlag(FieldAttributes.Literal) ? "const "
                : (field.Attributes.HasFlag(FieldAttributes.Static) ? "static " : "")
                    + (field.Attributes.HasFlag(FieldAttributes.InitOnly) ? "readonly " : "");
            var fieldType = field.DecodeSignature(Signatures, null).Print(reader.AnnotationsOf(field.GetCustomAttributes(), _context));
            yield return new(name, $"{Marks(field.GetCustomAttributes())}{kind}{fieldType} {name}{Constant(field.GetDefaultValue())}", false);
        }
    }

    private IEnumerable<Member> Events()
    {
        foreach (var handle in type.GetEvents())
        {
            var declared = reader.GetEventDefinition(handle);
            var name = reader.GetString(declared.Name);
            if (IsVisible(reader.GetMethodDefinition(declared.GetAccessors().Adder)))
            {
                yield return new(name, $"event {reader.TypeName(declared.Type)} {name}", _isInterface);
            }
        }
    }

    private (string Answer, string Parameters) Parameters(
        MethodDefinition method, MethodSignature<TypeNode> signature, byte context)
    {
        var rows = method.GetParameters().Select(reader.GetParameter).ToDictionary(parameter => (int)parameter.SequenceNumber);
        var answer = signature.ReturnType.Print(reader.AnnotationsOf(rows.TryGetValue(0, out var row0) ? row0.GetCustomAttributes() : null, context));
        var extension = reader.Has(method.GetCustomAttributes(), "ExtensionAttribute") ? "this " : "";
        var parameters = signature.ParameterTypes.Select((parameter, position) =>
        {
            var row = rows[position + 1];
            var attributes = row.GetCustomAttributes();
            var spread = reader.Has(attributes, "ParamArrayAttribute") || reader.Has(attributes, "ParamCollectionAttribute") ? "params " : "";
            var direction = row.Attributes.HasFlag(ParameterAttributes.Out) ? "out " : "";
            var optional = row.Attributes.HasFlag(ParameterAttributes.Optional) ? Constant(row.GetDefaultValue()) + " optional" : "";
            return $"{(position is 0 ? extension : "")}{spread}{direction}{parameter.Print(reader.AnnotationsOf(attributes, context))} "
                + $"{reader.GetString(row.Name)}{optional}";
        });
        return (answer, string.Join(", ", parameters));
    }

    private string? Accessor(MethodDefinitionHandle handle, string word)
    {
        if (handle.IsNil || reader.GetMethodDefinition(handle) is var method && !IsVisible(method)) return null;
        var isInit = method.DecodeSignature(Signatures, null).ReturnType.Print(Annotations.None).Contains("IsExternalInit", StringComparison.Ordinal);
        return $"{Access(method)}{(isInit ? "init" : word)}; ";
    }

    private string Modifiers(MethodDefinition method)
    {
        var flags = method.Attributes;
        var isOpen = flags.HasFlag(MethodAttributes.Virtual) && !flags.HasFlag(MethodAttributes.Final)
            && !type.Attributes.HasFlag(TypeAttributes.Sealed);
        var virtuality = flags.HasFlag(MethodAttributes.Abstract) ? "abstract "
            : isOpen ? "virtual "
            : "";
        return Access(method) + (flags.HasFlag(MethodAttributes.Static) ? "static " : "") + virtuality;
    }

    private string Marks(CustomAttributeHandleCollection attributes) => string.Concat(
        new[] { "Obsolete", "Experimental", "RequiredMember", "SetsRequiredMembers" }
            .Where(mark => reader.Has(attributes, mark + "Attribute"))
            .Select(mark => $"[{mark}] "));

    private string Constant(ConstantHandle handle)
    {
        if (handle.IsNil) return "";
        var constant = reader.GetConstant(handle);
        return $" = {reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode) ?? "null"}";
    }

    private static string Access(MethodDefinition method) =>
        (method.Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public ? "" : "protected ";

    private static bool IsVisible(MethodDefinition method) => (method.Attributes & MethodAttributes.MemberAccessMask)
        is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    /// <summary>Callers see the member that is overridden.</summary>
    private static bool IsOverride(MethodDefinition method) =>
        method.Attributes.HasFlag(MethodAttributes.Virtual) && !method.Attributes.HasFlag(MethodAttributes.NewSlot);
}
