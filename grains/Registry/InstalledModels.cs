using System.Collections.Immutable;

namespace Andamento.Registry;

/// <summary>Versions that the operator has put into folders, as registered versions. What the registry stored under the same number wins.</summary>
internal static class InstalledModels
{
    /// <summary>Reads the installed versions of a model.</summary>
    public static async Task<ImmutableArray<RegisteredVersion>> ReadAsync(
        IModelStore store, string fullName, CancellationToken cancellationToken)
    {
        var versions = ImmutableArray.CreateBuilder<RegisteredVersion>();
        foreach (var version in await store.ListInstalledAsync(fullName, cancellationToken))
        {
            if (await ReadAsync(store, fullName, version, cancellationToken) is { } found) versions.Add(found);
        }

        return versions.ToImmutable();
    }

    /// <summary>Adds them to what is stored. A model that is nothing but folders gets a record of its own.</summary>
    public static RegisteredModelRecord Merge(RegisteredModelRecord stored, ImmutableArray<RegisteredVersion> installed)
    {
        var added = installed.Where(version => !stored.Versions.ContainsKey(version.Version)).ToList();
        if (added.Count == 0) return stored;
        return stored with
        {
            Model = stored.Model ?? new()
            {
                FullName = added[0].FullName, Id = "", Owner = RegisteredModel.Operator, Revision = 0,
                CreatedBy = RegisteredModel.Operator, CreatedAt = added.Min(version => version.CreatedAt),
                UpdatedBy = RegisteredModel.Operator, UpdatedAt = added.Max(version => version.CreatedAt),
                Description = added[^1].Description,
            },
            LastVersion = Math.Max(stored.LastVersion, added.Max(version => version.Version)),
            Versions = stored.Versions.AddRange(added.Select(version => KeyValuePair.Create(version.Version, version))),
        };
    }

    /// <summary>Takes them out again: they are not stored.</summary>
    public static RegisteredModelRecord Strip(RegisteredModelRecord merged) => merged with
    {
        Versions = merged.Versions.RemoveRange(merged.Versions.Values.Where(version => version.IsInstalled).Select(version => version.Version)),
    };

    private static async Task<RegisteredVersion?> ReadAsync(
        IModelStore store, string fullName, int version, CancellationToken cancellationToken)
    {
        try
        {
            return await store.FindAsync(fullName, $"{version}", cancellationToken) is { } found
                ? Of(fullName, version, found.WrittenAt) with
                {
                    Description = found.Description ?? "", Source = found.Source, Task = found.Model.Task, Files = found.Model.Files,
                    ModelType = found.ModelType, MlflowVersion = found.MlflowVersion, Origin = found.Origin,
                }
                : null;
        }
        catch (InvalidDataException broken)
        {
            return Of(fullName, version, DateTimeOffset.UnixEpoch) with { Status = VersionStatus.Failed, StatusMessage = broken.Message };
        }
    }

    private static RegisteredVersion Of(string fullName, int version, DateTimeOffset at) => new()
    {
        FullName = fullName, Version = version, Id = "", Status = VersionStatus.Ready,
        CreatedBy = RegisteredModel.Operator, CreatedAt = at, UpdatedBy = RegisteredModel.Operator, UpdatedAt = at,
    };
}
