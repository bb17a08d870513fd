using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace Andamento.Tests.Unit.Docs;

public partial class ConfigurationPageTests
{
    private static readonly string[] Assemblies =
        ["Andamento.Api", "Andamento.Silo", "Andamento.Grains", "Andamento.Providers", "Andamento.Inference"];

    [Fact]
    public void The_page_of_settings_says_what_the_options_say()
    {
        var page = new StringBuilder("""
            # Configuration

            A setting is named by its section and its name, with colons between: `Andamento:Silos`. It is read, in rising order of precedence, from
            `appsettings.json` beside the server, the environment (`Andamento__Silos=3`, two underscores for each colon), and the command line
            (`./serve --Andamento:Silos=3`). `./serve --help` lists the short forms of the commonest. Durations are written `hh:mm:ss` or
            `d.hh:mm:ss`. All mistakes are reported together, and a server with a mistake does not start.

            The data folder holds everything that must not be lost: back it up as a whole. `keys/` in it opens every secret in it; the folder
            can be read by its owner alone.

            """.ReplaceLineEndings("\n"));
        foreach (var (section, type) in Options().OrderBy(one => one.Section, StringComparer.Ordinal))
        {
            page.Append($"\n## {section}\n\n{Section().Replace(Page.Summary(type), "").Trim()}\n\n| setting | default | range | meaning |\n|---|---|---|---|\n");
            var defaults = Activator.CreateInstance(type)!;
            foreach (var setting in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                if (setting.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal)) continue; // a section of its own

                page.Append($"| `{setting.Name}` | {Show(setting.GetValue(defaults))} | {Range(setting)} | {Page.Summary(setting)} |\n");
            }
        }

        page.Append("\nThis page is printed from the code; see CONTRIBUTING.md.\n");
        Page.Check("configuration.md", page.ToString());
    }

    private static IEnumerable<(string Section, Type Type)> Options() =>
        from assembly in Assemblies.Select(Assembly.Load)
        from type in assembly.GetTypes()
        where type.IsClass && !type.IsAbstract && type.Name.EndsWith("Options", StringComparison.Ordinal)
            && type.GetConstructor(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance, Type.EmptyTypes) is not null
            && !type.Name.Contains('<') && type.Namespace!.StartsWith("Andamento", StringComparison.Ordinal)
        let section = Section().Match(Page.Summary(type))
        where section.Success
        select (section.Groups["name"].Value, type);

    private static string Show(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "`true`" : "`false`",
        string text => text.Length == 0 ? "" : $"`{text}`",
        IEnumerable many => many.Cast<object>().Any() ? $"`{string.Join(", ", many.Cast<object>())}`" : "none",
        _ => $"`{value}`",
    };

    private static string Range(PropertyInfo setting)
    {
        if (setting.GetCustomAttribute<RangeAttribute>() is { } range) return $"`{range.Minimum}` to `{range.Maximum}`";

        return setting.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed
            ? string.Join(", ", allowed.Values.Select(value => $"`{value}`"))
            : "";
    }

    [GeneratedRegex("Section `(?<name>[^`]+)`\\.", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Section();
}
