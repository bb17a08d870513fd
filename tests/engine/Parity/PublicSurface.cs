using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Andamento.Tests.Engine.Parity;

/// <summary>The types that some assemblies offer to source files. Nothing is loaded, so nothing they depend on is needed.</summary>
internal sealed class PublicSurface
{
    private readonly Dictionary<string, PublicType> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _hidden = new(StringComparer.Ordinal);

    public IEnumerable<PublicType> Types => _types.Values;

    public static PublicSurface Of(IEnumerable<string> assemblies)
    {
        var surface = new PublicSurface();
        foreach (var path in assemblies)
        {
            using var file = new PEReader(File.OpenRead(path));
            var reader = file.GetMetadataReader();
            foreach (var handle in reader.TypeDefinitions) surface.Add(reader, handle);
        }

        return surface;
    }

    public PublicType? Find(string name) => _types.GetValueOrDefault(name);

    public bool Hides(string name) => _hidden.Contains(name);

    /// <summary>The members of a type by that name, its own or inherited from a class that is known here.</summary>
    public IEnumerable<Member> Members(PublicType type, string name)
    {
        for (var ancestor = type; ancestor is not null; ancestor = ancestor.Base is { } next ? Find(next.Split('<')[0]) : null)
        {
            foreach (var member in ancestor.Members[name]) yield return member;
        }
    }

    private void Add(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = reader.FullName(handle);
        if (!IsVisible(reader, type))
        {
            _hidden.Add(name);
            return;
        }

        var interfaces = type.GetInterfaceImplementations()
            .Select(implementation => reader.TypeName(reader.GetInterfaceImplementation(implementation).Interface));
        _types[name] = new(
            name,
            Heading(reader, type),
            type.BaseType.IsNil ? null : reader.TypeName(type.BaseType),
            interfaces.ToFrozenSet(StringComparer.Ordinal),
            new MemberReader(reader, type).Read().ToLookup(member => member.Name, StringComparer.Ordinal));
    }

    private static bool IsVisible(MetadataReader reader, TypeDefinition type) =>
        (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem =>
                IsVisible(reader, reader.GetTypeDefinition(type.GetDeclaringType())),
            _ => false,
        };

    private static string Heading(MetadataReader reader, TypeDefinition type)
    {
        var attributes = type.GetCustomAttributes();
        string[] words =
        [
            type.Attributes.HasFlag(TypeAttributes.Abstract) && !type.Attributes.HasFlag(TypeAttributes.Interface) ? "abstract" : "",
            type.Attributes.HasFlag(TypeAttributes.Sealed) ? "sealed" : "",
            reader.Has(attributes, "IsReadOnlyAttribute") ? "readonly" : "",
            reader.Has(attributes, "IsByRefLikeAttribute") ? "ref" : "",
            reader.Has(attributes, "ObsoleteAttribute") ? "obsolete" : "",
            reader.Has(attributes, "ExperimentalAttribute") ? "experimental" : "",
            type.GetMethods().Any(method => reader.StringComparer.Equals(reader.GetMethodDefinition(method).Name, "<Clone>$")) ? "record" : "",
            type.Attributes.HasFlag(TypeAttributes.Interface) ? "interface" : "type",
            GenericParameters.Print(reader, type.GetGenericParameters()),
            reader.Blob(attributes, "AttributeUsageAttribute") is { } usage ? $"attribute usage {Usage(usage)}" : "",
        ];
        return string.Join(' ', words.Where(word => word.Length > 0));
    }

    /// <summary>The targets, and the named arguments as they are.</summary>
    private static string Usage(byte[] blob) =>
        $"{(AttributeTargets)BitConverter.ToInt32(blob, 2)} {Convert.ToHexString(blob[6..])}";
}
