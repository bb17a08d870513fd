using System.Collections.Frozen;

namespace Andamento.Tests.Engine.Parity;

/// <summary>What a source file can see of a type.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Heading">Kind, modifiers, generic parameters, attribute usage, in one line.</param>
/// <param name="Base">Its base class, if that is not a rule of its kind.</param>
/// <param name="Interfaces">Everything it implements.</param>
/// <param name="Members">One declaration each, by the member's name.</param>
internal sealed record PublicType(
    string Name, string Heading, string? Base, FrozenSet<string> Interfaces, ILookup<string, Member> Members);

/// <summary>A member's name and everything about its declaration that a caller's source depends on.</summary>
internal sealed record Member(string Name, string Declaration, bool IsAbstract);
