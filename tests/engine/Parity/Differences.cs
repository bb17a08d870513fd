namespace Andamento.Tests.Engine.Parity;

/// <summary>Where source written against the stand-in would mean something else, or nothing, to the genuine packages.</summary>
internal static class Differences
{
    public static IEnumerable<string> Between(PublicSurface standIn, PublicSurface genuine) =>
        standIn.Types.OrderBy(type => type.Name, StringComparer.Ordinal).SelectMany(type =>
            genuine.Find(type.Name) is { } twin ? Between(standIn, type, genuine, twin)
            : genuine.Hides(type.Name) ? [$"{type.Name}: genuine Orleans does not show this type."]
            : []);

    private static IEnumerable<string> Between(PublicSurface standIn, PublicType type, PublicSurface genuine, PublicType twin)
    {
        if (type.Heading != twin.Heading) yield return $"{type.Name}: is '{type.Heading}', genuine '{twin.Heading}'.";
        if (type.Base != twin.Base) yield return $"{type.Name}: derives from {type.Base ?? "nothing"}, genuine from {twin.Base ?? "nothing"}.";

        foreach (var implemented in type.Interfaces.Where(name => !standIn.Hides(name) && !twin.Interfaces.Contains(name)))
        {
            yield return $"{type.Name}: implements {implemented}, genuine does not.";
        }

        foreach (var member in type.Members.SelectMany(members => members))
        {
            var named = genuine.Members(twin, member.Name).Select(other => other.Declaration).ToArray();
            if (named.Contains(member.Declaration, StringComparer.Ordinal)) continue;
            yield return $"{type.Name}: has '{member.Declaration}', genuine {Genuine(named)}.";
        }
    }

    /// <summary>What an implementation that satisfies the stand-in would still lack.</summary>
    public static IEnumerable<string> Unasked(PublicSurface standIn, PublicSurface genuine, string name) =>
        standIn.Find(name) is { } type && genuine.Find(name) is { } twin
            ? twin.Members.SelectMany(members => members)
                .Where(member => member.IsAbstract && type.Members[member.Name].All(own => own.Declaration != member.Declaration))
                .Select(member => $"{name}: does not ask for '{member.Declaration}', genuine does.")
            : [];

    private static string Genuine(string[] named) =>
        named.Length is 0 ? "has none by that name" : $"has '{string.Join("' and '", named)}'";
}
