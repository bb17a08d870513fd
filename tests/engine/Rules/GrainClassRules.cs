using System.Reflection;

namespace Andamento.Tests.Engine.Rules;

/// <summary>Attributes that belong elsewhere than on a grain's class.</summary>
internal static class GrainClassRules
{
    public static IEnumerable<string> Broken(Type type)
    {
        if (type.IsGrainClass())
        {
            if (type.Has("GenerateSerializer")) yield return $"{type.Title()} is a grain and has [GenerateSerializer].";
            if (type.Has("Alias")) yield return $"{type.Title()} is a grain and has [Alias]; it belongs on the interface.";
        }

        if (type.IsInterface) yield break;

        foreach (var method in type.GetMethods(
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        {
            if (method.Has("AlwaysInterleave"))
            {
                yield return $"{type.Title()}.{method.Name} has [AlwaysInterleave]; it belongs on the interface's method.";
            }
        }
    }
}
