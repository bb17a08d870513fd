using System.Collections.Immutable;
using Andamento.Registry;

namespace Andamento.Api.Registry;

/// <summary>
/// One page of versions across models: models by name, the newest version first. The directory knows which versions and runs
/// there are, so only models with a version on the page are asked.
/// </summary>
internal sealed class VersionSearch(ModelAccess access, RegistryKind kind, ImmutableArray<ModelCondition> conditions, RegistryPage page)
{
    private const int ModelsAtOnce = 100;

    private readonly List<RegisteredVersion> _found = [];

    /// <summary>The versions of the page, and the token of the next one; null when this is the last.</summary>
    public async Task<(IReadOnlyList<RegisteredVersion> Versions, string? Next)> RunAsync(CancellationToken cancellationToken)
    {
        var (after, below, again) = (page.Name, page.Number, true);
        while (true)
        {
            var models = await access.Directory.SearchAsync(
                new()
                {
                    Unity = kind is RegistryKind.Unity, Conditions = conditions, After = after, Again = again, Count = ModelsAtOnce,
                },
                cancellationToken);
            foreach (var model in models.Models)
            {
                var wanted = Wanted(model, model.FullName == page.Name ? below : int.MaxValue);
                if (wanted.Count > 0 && _found.Count == page.Count) return (_found, Token());
                if (await AddAsync(model, wanted, cancellationToken)) return (_found, Token());
            }

            if (!models.More) return (_found, null);
            (after, again) = (models.Models[^1].FullName, false);
        }
    }

    /// <summary>Adds what fits on the page. True when something is left over.</summary>
    private async Task<bool> AddAsync(RegisteredModel model, List<int> wanted, CancellationToken cancellationToken)
    {
        var name = ModelName.Parse(model.FullName);
        var versions = await Task.WhenAll(wanted.Take(page.Count - _found.Count)
            .Select(version => access.Model(name).DescribeVersionAsync(version, cancellationToken)));
        _found.AddRange(versions.OfType<RegisteredVersion>()); // one may have been deleted since
        return wanted.Count > versions.Length;
    }

    private List<int> Wanted(RegisteredModel model, long below) =>
    [
        .. model.Runs.Where(run => run.Version < below && conditions.All(
            condition => condition.Field is not ConditionField.RunId || run.RunId == condition.Value)).Select(run => run.Version),
    ];

    private string Token() => RegistryPage.Token(_found[^1].Version, _found[^1].FullName);
}
