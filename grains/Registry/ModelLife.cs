using System.Collections.Immutable;
using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Registry;

/// <summary>What becomes of a model's record. Nothing here waits, stores or draws: the grain does.</summary>
internal static class ModelLife
{
    /// <summary>Registers a model.</summary>
    public static RegisteredModelRecord Create(RegisteredModelRecord record, ModelName name, CreateModel command, string id, DateTimeOffset now)
    {
        if (record.Model is not null)
            throw new ServingException(FailureKind.AlreadyExistsInRegistry, $"name: there is a registered model '{name}' already.");
        ModelRules.CheckDescription(command.Description);
        return new()
        {
            Model = new()
            {
                FullName = name.ToString(), Id = id, Owner = command.Caller, CreatedBy = command.Caller, CreatedAt = now,
                UpdatedBy = command.Caller, UpdatedAt = now, Revision = 1, Description = command.Description,
                Tags = ModelRules.CheckTags(command.Tags),
            },
        };
    }

    /// <summary>Changes the description or the owner.</summary>
    public static RegisteredModelRecord Update(RegisteredModelRecord record, UpdateModel command, DateTimeOffset now)
    {
        if (command.Description is { } description) ModelRules.CheckDescription(description);
        if (command.Owner is { } owner && owner.Length is 0 or > 255)
            throw Invalid.Field("owner", "must have 1 to 255 characters.");
        var next = Touch(record, command.Caller, now);
        return next with
        {
            Model = next.Model! with
            {
                Description = command.Description ?? next.Model.Description,
                Owner = command.Owner ?? next.Model.Owner,
            },
        };
    }

    /// <summary>Sets or removes a tag of the model or of a version.</summary>
    public static RegisteredModelRecord ChangeTag(RegisteredModelRecord record, ChangeModelTag command, DateTimeOffset now)
    {
        if (command.Version is { } version)
        {
            return VersionLife.Change(record, version, command.Caller, now, current => current with
            {
                Tags = ModelRules.ChangeTag(current.Tags, command.Key, command.Value),
            });
        }

        var next = Touch(record, command.Caller, now);
        return next with { Model = next.Model! with { Tags = ModelRules.ChangeTag(next.Model.Tags, command.Key, command.Value) } };
    }

    /// <summary>Sets or removes an alias.</summary>
    public static RegisteredModelRecord ChangeAlias(RegisteredModelRecord record, ChangeModelAlias command, DateTimeOffset now)
    {
        ModelRules.CheckAlias(command.Alias);
        var next = Touch(record, command.Caller, now);
        var aliases = next.Model!.Aliases.Where(alias => alias.Name != command.Alias).ToImmutableArray();
        if (command.Version is not { } version)
        {
            return aliases.Length < next.Model.Aliases.Length
                ? next with { Model = next.Model with { Aliases = aliases } }
                : throw new ServingException(
                    FailureKind.ResourceNotFound, $"Model '{next.Model.FullName}' has no alias '{command.Alias}'.");
        }

        VersionLife.Find(record, version);
        return next with
        {
            Model = next.Model with
            {
                Aliases = [.. aliases.Append(new(command.Alias, version)).OrderBy(alias => alias.Name, StringComparer.Ordinal)],
            },
        };
    }

    /// <summary>Begins to move the model; only a model that nothing is on its way to can move.</summary>
    public static RegisteredModelRecord Move(RegisteredModelRecord record, ModelName to, string caller, DateTimeOffset now)
    {
        var model = Existing(record);
        if (record.MovingTo is { } other && other != to.ToString()) throw Moving(model.FullName, other);
        if (!ModelName.TryParse(model.FullName, out var from) || from.IsUnity != to.IsUnity)
            throw Invalid.Value("new_name", to, "is a name of the other registry: three parts stay three, one word stays one.");
        if (from == to) throw new ServingException(FailureKind.AlreadyExistsInRegistry, $"new_name: the model is called '{to}' already.");
        if (record.Versions.Values.Any(version => version.IsInstalled)) throw Installed(model.FullName);
        if (record.Versions.Values.FirstOrDefault(version => version.Upload is not null || version.IsFinishing) is { } busy)
        {
            throw new ServingException(
                FailureKind.Conflict, $"Files of version {busy.Version} of model '{model.FullName}' are coming in; rename it when they are here.");
        }

        return record.MovingTo is null ? Touch(record, caller, now) with { MovingTo = to.ToString() } : record;
    }

    /// <summary>Takes over a model that had another name.</summary>
    public static RegisteredModelRecord Adopt(RegisteredModelRecord record, ModelName name, ModelMove move, DateTimeOffset now)
    {
        if (record.Model?.Id == move.Model.Id) return record;
        if (record.Model is not null)
            throw new ServingException(FailureKind.AlreadyExistsInRegistry, $"new_name: there is a registered model '{name}' already.");
        return Touch(
            new()
            {
                Model = move.Model with { FullName = name.ToString() },
                LastVersion = move.LastVersion,
                Versions = move.Versions.ToImmutableSortedDictionary(
                    version => version.Version, version => version with { FullName = name.ToString() }),
            },
            move.Caller, now);
    }

    /// <summary>Checks that a model can be deleted.</summary>
    public static void CheckDelete(RegisteredModelRecord record)
    {
        var model = Existing(record);
        if (record.Versions.Values.Any(version => version.IsInstalled)) throw Installed(model.FullName);
    }

    /// <summary>Notes who changed it and when.</summary>
    public static RegisteredModelRecord Touch(RegisteredModelRecord record, string caller, DateTimeOffset now)
    {
        var model = Existing(record);
        return record with { Model = model with { UpdatedBy = caller, UpdatedAt = now, Revision = model.Revision + 1 } };
    }

    /// <summary>The model.</summary>
    public static RegisteredModel Existing(RegisteredModelRecord record) => record.Model
        ?? throw new ServingException(FailureKind.ResourceNotFound, "There is no such registered model.");

    /// <summary>The refusal of a change while the model moves.</summary>
    public static ServingException Moving(string fullName, string to) =>
        new(FailureKind.Conflict, $"Model '{fullName}' is being renamed to '{to}'.");

    private static ServingException Installed(string fullName) => new(
        FailureKind.Conflict, $"Versions of model '{fullName}' were installed by the operator of this server, who alone can take them away.");
}
