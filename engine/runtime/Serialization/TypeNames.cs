using System.Collections.Concurrent;
using Orleans.Serialization;

namespace Orleans.Standin;

/// <summary>
/// Types on the wire: an alias or <c>Namespace.Name|Assembly</c>; generic arguments follow as <c>&lt;a;b&gt;</c>, arrays as <c>[]</c>.
/// </summary>
internal static class TypeNames
{
    private static readonly ConcurrentDictionary<Type, string> Names = new();
    private static readonly ConcurrentDictionary<string, Type> Types = new();

    public static string Of(Type type) => Names.GetOrAdd(type, Format);

    public static Type Resolve(string name) => Types.GetOrAdd(name, static text =>
    {
        var position = 0;
        return Parse(text, ref position);
    });

    private static string Format(Type type)
    {
        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (type.IsConstructedGenericType)
        {
            return $"{Format(type.GetGenericTypeDefinition())}<{string.Join(';', type.GetGenericArguments().Select(Of))}>";
        }

        return ApplicationTypes.AliasOf(type) ?? $"{type.FullName}|{type.Assembly.GetName().Name}";
    }

    private static Type Parse(string text, ref int position)
    {
        var start = position;
        while (position < text.Length && text[position] is not ('<' or ';' or '>' or '['))
        {
            position++;
        }

        var type = Find(text[start..position]);
        if (position < text.Length && text[position] == '<')
        {
            var arguments = new List<Type>();
            do
            {
                position++;
                arguments.Add(Parse(text, ref position));
            }
            while (position < text.Length && text[position] == ';');

            position++;
            type = type.MakeGenericType([.. arguments]);
        }

        while (position < text.Length && text[position] == '[')
        {
            var close = text.IndexOf(']', position);
            var rank = close - position;
            type = rank == 1 ? type.MakeArrayType() : type.MakeArrayType(rank);
            position = close + 1;
        }

        return type;
    }

    private static Type Find(string name)
    {
        if (ApplicationTypes.ByAlias(name) is { } aliased)
        {
            return aliased;
        }

        var bar = name.LastIndexOf('|');
        var type = bar < 0 ? null : Type.GetType($"{name[..bar]}, {name[(bar + 1)..]}", throwOnError: false);
        return type ?? throw new CodecNotFoundException($"The message names the type '{name}', which this process does not have.");
    }
}
