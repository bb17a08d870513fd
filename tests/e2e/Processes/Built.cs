using System.Reflection;

namespace Andamento.Tests.EndToEnd.Processes;

/// <summary>Where the build has put what these tests run.</summary>
internal static class Built
{
    /// <summary>A first start compiles much, and other tests may run beside it.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    /// <summary>The tree that holds it all.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The server: built with these tests, into the folder beside theirs.</summary>
    public static string Server { get; } = Beside("Andamento.Api", "Andamento.Api.dll");

    /// <summary>The program that administers servers: built with these tests, too.</summary>
    public static string CommandLine { get; } = Beside("Andamento.Cli", "andamento.dll");

    /// <summary>The models that the set-up has fetched; an empty folder when it has not.</summary>
    public static string Models { get; } = FindModels();

    private static string Beside(string project, string file)
    {
        var own = new FileInfo(Assembly.GetExecutingAssembly().Location).Directory!; // bin/<project>/<configuration>
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, file);
    }

    private static string FindModels()
    {
        var cache = Environment.GetEnvironmentVariable("ANDAMENTO_CACHE") ?? Path.Combine(Root, ".cache");
        return Directory.CreateDirectory(Path.Combine(cache, "models")).FullName;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Cluster.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No Cluster.sln above {AppContext.BaseDirectory}.");
    }
}
