using System.Text;
using Andamento.Providers;

namespace Andamento.Tests.Unit.Docs;

public class ProvidersPageTests
{
    [Fact]
    public void The_page_of_providers_says_what_the_descriptors_say()
    {
        var page = new StringBuilder("""
            # Providers

            An external model names its provider in `external_model.provider`, and its settings in the config object below. A secret is
            given as a reference, `"x": "{{secrets/<scope>/<key>}}"`, or as a value, `"x_plaintext": "..."`, which is encrypted before it is stored,
            never shown, and deleted with the endpoint.

            """.ReplaceLineEndings("\n"));
        var providers = ProviderCatalog.All.Select(adapter => adapter.Descriptor).OrderBy(one => one.Name, StringComparer.Ordinal).ToList();
        var tasks = Enum.GetValues<ProviderTask>();
        page.Append($"\n| provider | {string.Join(" | ", tasks.Select(Wire))} |\n|---|{string.Concat(tasks.Select(_ => "---|"))}\n");
        foreach (var provider in providers)
        {
            page.Append($"| {provider.Name} | {string.Join(" | ", tasks.Select(task => provider.Tasks.Contains(task) ? "yes" : ""))} |\n");
        }

        foreach (var provider in providers)
        {
            page.Append($"\n## {provider.Name}\n\nTasks: {string.Join(", ", provider.Tasks.Select(Wire))}. ");
            page.Append($"Settings in `{provider.ConfigName}`:\n\n| setting | required | secret | default | meaning |\n|---|---|---|---|---|\n");
            foreach (var setting in provider.Settings)
            {
                page.Append($"| `{setting.Name}` | {(setting.Required ? "yes" : "")} | {(setting.Secret ? "yes" : "")} | ");
                page.Append($"{(setting.Default is { } value ? $"`{value}`" : "")} | {setting.Description} |\n");
            }
        }

        page.Append("\nThis page is printed from the code; see CONTRIBUTING.md.\n");
        Page.Check("providers.md", page.ToString());
    }

    private static string Wire(ProviderTask task) => $"`llm/v1/{task.ToString().ToLowerInvariant()}`";
}
