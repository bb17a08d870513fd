using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Andamento.Tests.Unit.Docs;

/// <summary>Pages under <c>docs/</c> that are printed from the code.</summary>
internal static partial class Page
{
    /// <summary>Compares a page with what the code prints; with PRINT_DOCS=1 it writes the page instead.</summary>
    public static void Check(string name, string printed)
    {
        var path = Path.Combine(Root(), "docs", name);
        if (Environment.GetEnvironmentVariable("PRINT_DOCS") == "1") File.WriteAllText(path, printed);

        Assert.True(
            File.Exists(path) && File.ReadAllText(path) == printed,
            $"docs/{name} is not what the code says. Print it again: PRINT_DOCS=1 ./test unit");
    }

    /// <summary>The summary of a type or member, on one line of Markdown.</summary>
    public static string Summary(MemberInfo member)
    {
        var type = member as Type ?? member.DeclaringType!;
        var id = member is Type ? $"T:{type.FullName}" : $"{(member is FieldInfo ? 'F' : 'P')}:{type.FullName}.{member.Name}";
        var file = Path.ChangeExtension(type.Assembly.Location, ".xml");
        var summary = XDocument.Load(file).Descendants("member").FirstOrDefault(one => one.Attribute("name")!.Value == id)?.Element("summary")
            ?? throw new InvalidOperationException($"{id} has no summary in {file}.");
        var text = string.Concat(summary.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('.')[^1]}`",
            _ => node.ToString(),
        }));
        return Space().Replace(text, " ").Trim();
    }

    /// <summary>The root of the repository.</summary>
    public static string Root([CallerFilePath] string here = "")
    {
        // A deterministic build maps the path of this file; the tests' own folder lies in the tree as well.
        var folder = new DirectoryInfo(File.Exists(here) ? Path.GetDirectoryName(here)! : AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cluster.sln"))) folder = folder.Parent!;

        return folder.FullName;
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Space();
}
