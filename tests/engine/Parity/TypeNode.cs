using System.Collections.Immutable;

namespace Andamento.Tests.Engine.Parity;

/// <summary>A type as metadata writes it. It prints itself with the nullable annotations that belong to it.</summary>
internal abstract record TypeNode
{
    public abstract string Print(Annotations annotations);

    public sealed record Named(string Name, bool IsValue) : TypeNode
    {
        public override string Print(Annotations annotations) => IsValue ? Name : Name + annotations.Next();
    }

    public sealed record Generic(Named Definition, ImmutableArray<TypeNode> Arguments) : TypeNode
    {
        public override string Print(Annotations annotations)
        {
            var mark = annotations.Next(); // generic value types carry one too
            var arguments = string.Join(", ", Arguments.Select(argument => argument.Print(annotations)));
            return $"{Definition.Name.Split('`')[0]}<{arguments}>{mark}";
        }
    }

    public sealed record Array(TypeNode Element, int Rank) : TypeNode
    {
        public override string Print(Annotations annotations)
        {
            var mark = annotations.Next();
            return $"{Element.Print(annotations)}[{new string(',', Rank - 1)}]{mark}";
        }
    }

    /// <summary>A generic parameter: its position says which, its name does not matter.</summary>
    public sealed record Parameter(string Position) : TypeNode
    {
        public override string Print(Annotations annotations) => Position + annotations.Next();
    }

    public sealed record Wrapped(TypeNode Element, string Suffix) : TypeNode
    {
        public override string Print(Annotations annotations) => Element.Print(annotations) + Suffix;
    }
}

/// <summary>The nullable annotations of one signature position, taken in the order in which its types are read.</summary>
internal sealed class Annotations(byte[] flags)
{
    private int _next;

    public static Annotations None => new([0]);

    public string Next()
    {
        var flag = flags.Length == 1 ? flags[0] : _next < flags.Length ? flags[_next++] : (byte)0;
        return flag is 2 ? "?" : "";
    }
}
