using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.Registry;
using Andamento.Serving;

namespace Andamento.Api.Registry;

/// <summary>MLflow's operations on registered models, in one of the two registries.</summary>
internal sealed class MlflowModels(ModelAccess access, RegistryKind kind)
{
    /// <summary>registered-models/create.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var name = arguments.Root.ModelName(kind);
        var command = new CreateModel
        {
            Caller = context.GetCaller().Name,
            Description = arguments.Root.Text("description") ?? "",
            Tags = ModelArguments.Tags(arguments.Root),
        };
        await AnswerAsync(context, await access.Model(name).CreateAsync(command, context.RequestAborted));
    }

    /// <summary>registered-models/get.</summary>
    public async Task GetAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        await AnswerAsync(context, await access.FindAsync(context, arguments.Root.ModelName(kind)));
    }

    /// <summary>databricks/registered-models/get.</summary>
    public async Task GetDatabricksAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var model = await access.FindAsync(context, arguments.Root.ModelName(kind));
        await JsonAnswer.WriteAsync(context, (model, ModelAccess.MayChange(context.GetCaller(), model)), MlflowJson.WriteDatabricksAnswer);
    }

    /// <summary>registered-models/update; a new name renames, as clients of Unity Catalog do it.</summary>
    public async Task UpdateAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var name = arguments.Root.ModelName(kind);
        var model = await access.FindToChangeAsync(context, name);
        var updated = arguments.Root.Text("description") is { } description
            ? await model.UpdateAsync(new() { Caller = context.GetCaller().Name, Description = description }, context.RequestAborted)
            : await access.FindAsync(context, name);
        if (arguments.Root.Text("new_name") is { Length: > 0 } newName && newName != name.ToString())
            updated = await model.RenameAsync(newName, context.GetCaller().Name, context.RequestAborted);
        await AnswerAsync(context, updated);
    }

    /// <summary>registered-models/rename.</summary>
    public async Task RenameAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var newName = arguments.Root.ModelName(kind, "new_name");
        var model = await access.FindToChangeAsync(context, arguments.Root.ModelName(kind));
        await AnswerAsync(context, await model.RenameAsync(newName.ToString(), context.GetCaller().Name, context.RequestAborted));
    }

    /// <summary>registered-models/delete.</summary>
    public async Task DeleteAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var model = await access.FindToChangeAsync(context, arguments.Root.ModelName(kind));
        await model.DeleteAsync(context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    /// <summary>registered-models/search and list.</summary>
    public async Task SearchAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var page = RegistryPage.Read(arguments.Root);
        var (order, descending) = ModelArguments.Order(arguments.Root);
        var query = new ModelQuery
        {
            Unity = kind is RegistryKind.Unity,
            Conditions = SearchFilter.Read(arguments.Root, runs: false),
            Order = order,
            Descending = descending,
            After = page.Name,
            AfterTime = page.Number,
            Count = page.Count,
        };
        var found = await access.Directory.SearchAsync(query, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, (found, order, kind), MlflowJson.WriteModels);
    }

    /// <summary>registered-models/get-latest-versions.</summary>
    public async Task GetLatestVersionsAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var stages = ModelArguments.Stages(arguments.Root);
        var model = await access.FindAsync(context, arguments.Root.ModelName(kind));
        IReadOnlyList<RegisteredVersion> versions =
            [.. model.LatestVersions.Where(version => stages.IsEmpty || stages.Contains(version.Stage))];
        await JsonAnswer.WriteAsync(context, (versions, (string?)null, kind), MlflowJson.WriteVersions);
    }

    /// <summary>registered-models/set-tag.</summary>
    public Task SetTagAsync(HttpContext context) => ChangeTagAsync(
        context, arguments => arguments.TextOrNumber("value") ?? throw arguments.Wrong("value", "is missing."));

    /// <summary>registered-models/delete-tag.</summary>
    public Task DeleteTagAsync(HttpContext context) => ChangeTagAsync(context, static _ => null);

    /// <summary>registered-models/alias, POST.</summary>
    public Task SetAliasAsync(HttpContext context) => ChangeAliasAsync(context, static arguments => arguments.Version());

    /// <summary>registered-models/alias, DELETE.</summary>
    public Task DeleteAliasAsync(HttpContext context) => ChangeAliasAsync(context, static _ => null);

    /// <summary>registered-models/alias, GET.</summary>
    public async Task GetByAliasAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var name = arguments.Root.ModelName(kind);
        var alias = arguments.Root.RequiredText("alias");
        var model = await access.FindAsync(context, name);
        var version = model.Aliases.FirstOrDefault(one => one.Name == alias)?.Version
            ?? throw new ServingException(FailureKind.ResourceNotFound, $"Model '{name}' has no alias '{alias}'.");
        await JsonAnswer.WriteAsync(context, (await access.FindAsync(context, name, version), kind), MlflowJson.WriteVersionAnswer);
    }

    private async Task ChangeTagAsync(HttpContext context, Func<JsonField, string?> value)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var command = new ChangeModelTag
        {
            Caller = context.GetCaller().Name, Key = arguments.Root.RequiredText("key"), Value = value(arguments.Root),
        };
        var model = await access.FindToChangeAsync(context, arguments.Root.ModelName(kind));
        await model.ChangeTagAsync(command, context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task ChangeAliasAsync(HttpContext context, Func<JsonField, int?> version)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var command = new ChangeModelAlias
        {
            Caller = context.GetCaller().Name, Alias = arguments.Root.RequiredText("alias"), Version = version(arguments.Root),
        };
        var model = await access.FindToChangeAsync(context, arguments.Root.ModelName(kind));
        await model.ChangeAliasAsync(command, context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    private Task AnswerAsync(HttpContext context, RegisteredModel model) =>
        JsonAnswer.WriteAsync(context, (model, kind), MlflowJson.WriteModelAnswer);
}
