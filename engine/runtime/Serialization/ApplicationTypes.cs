using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Orleans.Standin;

/// <summary>The assemblies of the application that use this library, loaded or lying beside it, and the aliases in them.</summary>
internal static class ApplicationTypes
{
    private static readonly string Own = typeof(ApplicationTypes).Assembly.GetName().Name!;
    private static readonly Lock Gate = new();
    private static readonly HashSet<Assembly> Parts = [];
    private static readonly HashSet<Assembly> Visited = [];
    private static readonly ConcurrentDictionary<string, Type> Aliases = new();
    private static bool _stale = true;

    static ApplicationTypes() => AppDomain.CurrentDomain.AssemblyLoad += (_, _) => _stale = true;

    public static IReadOnlyList<Assembly> Assemblies
    {
        get
        {
            lock (Gate)
            {
                Refresh();
                return [.. Parts];
            }
        }
    }

    public static string? AliasOf(Type type) =>
        type.GetCustomAttributes<AliasAttribute>(inherit: false).FirstOrDefault()?.Alias;

    public static Type? ByAlias(string alias)
    {
        if (Aliases.TryGetValue(alias, out var type))
        {
            return type;
        }

        lock (Gate)
        {
            Refresh();
        }

        return Aliases.GetValueOrDefault(alias);
    }

    public static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException failure)
        {
            return failure.Types.OfType<Type>();
        }
    }

    private static void Refresh()
    {
        while (_stale)
        {
            _stale = false;
            LoadNeighbours();
            foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            {
                Visit(assembly);
            }
        }
    }

    private static void Visit(Assembly assembly)
    {
        if (!Visited.Add(assembly) || assembly.IsDynamic || !UsesThis(assembly))
        {
            return;
        }

        Parts.Add(assembly);
        foreach (var type in TypesOf(assembly))
        {
            foreach (var alias in type.GetCustomAttributes<AliasAttribute>(inherit: false))
            {
                Aliases[alias.Alias] = type;
            }
        }
    }

    private static bool UsesThis(Assembly assembly) =>
        assembly.GetName().Name == Own || assembly.GetReferencedAssemblies().Any(reference => reference.Name == Own);

    /// <summary>A program need not mention its grain classes, so the compiler may have dropped the reference to them.</summary>
    private static void LoadNeighbours()
    {
        var loaded = AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name).ToHashSet();
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (loaded.Contains(name) || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal))
            {
                continue;
            }

            if (FileUsesThis(file))
            {
                Assembly.Load(new AssemblyName(name));
            }
        }
    }

    private static bool FileUsesThis(string file)
    {
        try
        {
            using var reader = new PEReader(File.OpenRead(file));
            if (!reader.HasMetadata)
            {
                return false;
            }

            var metadata = reader.GetMetadataReader();
            return metadata.AssemblyReferences.Any(handle => metadata.StringComparer.Equals(metadata.GetAssemblyReference(handle).Name, Own));
        }
        catch (Exception failure) when (failure is BadImageFormatException or IOException)
        {
            return false;
        }
    }
}
