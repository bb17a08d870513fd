using Andamento.Api.Auth;
using Andamento.Api.Control.Writing;
using Andamento.Registry;
using Andamento.Serving;

namespace Andamento.Api.Registry;

/// <summary>Unity Catalog's registry: <c>/api/2.1/unity-catalog/models</c> (section 13.1).</summary>
internal sealed class UnityModelRoutes(ModelAccess access)
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var operations = new UnityModelRoutes(new(routes.ServiceProvider.GetRequiredService<IGrainFactory>()));
        var models = routes.MapGroup("/api/2.1/unity-catalog/models").WithTags("Model registry").RequireCaller();
        models.MapPost("", operations.CreateAsync);
        models.MapGet("", operations.ListAsync);
        models.MapGet("/{full_name}", operations.GetAsync);
        models.MapPatch("/{full_name}", operations.UpdateAsync);
        models.MapDelete("/{full_name}", operations.DeleteAsync);
        models.MapGet("/{full_name}/versions", operations.ListVersionsAsync);
        models.MapGet("/{full_name}/versions/{version}", operations.GetVersionAsync);
        models.MapPatch("/{full_name}/versions/{version}", operations.UpdateVersionAsync);
        models.MapDelete("/{full_name}/versions/{version}", operations.DeleteVersionAsync);
        models.MapGet("/{full_name}/aliases/{alias}", operations.GetAliasAsync);
        models.MapPut("/{full_name}/aliases/{alias}", operations.SetAliasAsync);
        models.MapDelete("/{full_name}/aliases/{alias}", operations.DeleteAliasAsync);
    }

    private async Task CreateAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var body = arguments.Root;
        var name = new ModelName(Part("catalog_name"), Part("schema_name"), Part("name"));
        if (body.Text("storage_location") is not null)
            throw new ServingException(FailureKind.NotSupported, "storage_location: the registry keeps files in its own store.") { Param = "storage_location" };

        var created = await access.Model(name).CreateAsync(
            new() { Caller = context.GetCaller().Name, Description = body.Text("comment") ?? "" }, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, created, UnityModelJson.WriteModel);

        string Part(string member)
        {
            var text = body.RequiredText(member);
            return ModelName.IsPart(text) ? text : throw body.Wrong(member, $"'{text}' must be 1 to 255 letters, digits, '_' and '-'.");
        }
    }

    private async Task ListAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var page = RegistryPage.Read(arguments.Root);
        var (catalog, schema) = (arguments.Root.Text("catalog_name"), arguments.Root.Text("schema_name"));
        if (schema is { Length: > 0 } && catalog is not { Length: > 0 })
            throw arguments.Root.Wrong("catalog_name", "is required with schema_name.");

        var found = await access.Directory.SearchAsync(
            new()
            {
                Unity = true, Count = page.Count, After = page.Name,
                Catalog = catalog is { Length: > 0 } ? catalog : null, Schema = schema is { Length: > 0 } ? schema : null,
            },
            context.RequestAborted);
        await JsonAnswer.WriteAsync(context, found, static (json, found) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("registered_models"u8);
            foreach (var model in found.Models) UnityModelJson.WriteModel(json, model);
            json.WriteEndArray();
            if (found.More) json.WriteString("next_page_token"u8, RegistryPage.Token(0, found.Models[^1].FullName));
            json.WriteEndObject();
        });
    }

    private async Task GetAsync(HttpContext context) =>
        await JsonAnswer.WriteAsync(context, await access.FindAsync(context, NameOf(context)), UnityModelJson.WriteModel);

    private async Task UpdateAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var name = NameOf(context);
        var model = await access.FindToChangeAsync(context, name);
        var caller = context.GetCaller().Name;
        var updated = await model.UpdateAsync(
            new() { Caller = caller, Description = arguments.Root.Text("comment"), Owner = arguments.Root.Text("owner") }, context.RequestAborted);
        if (arguments.Root.Text("new_name") is { Length: > 0 } newName && newName != name.Model && newName != name.ToString())
        {
            // A name without dots stays in its schema.
            var target = newName.Contains('.', StringComparison.Ordinal) ? newName : (name with { Model = newName }).ToString();
            updated = await model.RenameAsync(target, caller, context.RequestAborted);
        }

        await JsonAnswer.WriteAsync(context, updated, UnityModelJson.WriteModel);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var model = await access.FindToChangeAsync(context, NameOf(context));
        await model.DeleteAsync(context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task ListVersionsAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var page = RegistryPage.Read(arguments.Root);
        var name = NameOf(context);
        await access.FindAsync(context, name);
        var below = page.Name is null ? int.MaxValue : (int)Math.Clamp(page.Number, 0, int.MaxValue);
        var versions = await access.Model(name).ListVersionsAsync(below, page.Count + 1, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, (Versions: versions, page.Count), static (json, found) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("model_versions"u8);
            foreach (var version in found.Versions.Take(found.Count)) UnityModelJson.WriteVersion(json, version);
            json.WriteEndArray();
            if (found.Versions.Length > found.Count)
                json.WriteString("next_page_token"u8, RegistryPage.Token(found.Versions[found.Count - 1].Version, "versions"));
            json.WriteEndObject();
        });
    }

    private async Task GetVersionAsync(HttpContext context) =>
        await JsonAnswer.WriteAsync(context, await access.FindAsync(context, NameOf(context), VersionOf(context)), UnityModelJson.WriteVersion);

    private async Task UpdateVersionAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var (name, version) = (NameOf(context), VersionOf(context));
        var model = await access.FindToChangeAsync(context, name);
        var updated = arguments.Root.Text("comment") is { } comment
            ? await model.UpdateVersionAsync(version, comment, context.GetCaller().Name, context.RequestAborted)
            : await access.FindAsync(context, name, version);
        await JsonAnswer.WriteAsync(context, updated, UnityModelJson.WriteVersion);
    }

    private async Task DeleteVersionAsync(HttpContext context)
    {
        var model = await access.FindToChangeAsync(context, NameOf(context));
        await model.DeleteVersionAsync(VersionOf(context), context.GetCaller().Name, context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task GetAliasAsync(HttpContext context)
    {
        var (name, alias) = (NameOf(context), (string)context.GetRouteValue("alias")!);
        var model = await access.FindAsync(context, name);
        var version = model.Aliases.FirstOrDefault(one => one.Name == alias)?.Version
            ?? throw new ServingException(FailureKind.ResourceNotFound, $"Model '{name}' has no alias '{alias}'.");
        await JsonAnswer.WriteAsync(context, await access.FindAsync(context, name, version), UnityModelJson.WriteVersion);
    }

    private async Task SetAliasAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var alias = new ModelAlias((string)context.GetRouteValue("alias")!, arguments.Root.Version("version_num"));
        await ChangeAliasAsync(context, alias.Name, alias.Version);
        await JsonAnswer.WriteAsync(context, alias, UnityModelJson.WriteAlias);
    }

    private async Task DeleteAliasAsync(HttpContext context)
    {
        await ChangeAliasAsync(context, (string)context.GetRouteValue("alias")!, version: null);
        await JsonAnswer.EmptyAsync(context);
    }

    private async Task ChangeAliasAsync(HttpContext context, string alias, int? version)
    {
        var model = await access.FindToChangeAsync(context, NameOf(context));
        await model.ChangeAliasAsync(
            new() { Caller = context.GetCaller().Name, Alias = alias, Version = version }, context.RequestAborted);
    }

    private static ModelName NameOf(HttpContext context)
    {
        var text = (string)context.GetRouteValue("full_name")!;
        return ModelName.TryParse(text, out var name) && name.IsUnity
            ? name
            : throw new ServingException(FailureKind.ResourceNotFound, $"There is no registered model '{text}'; names look like catalog.schema.model.");
    }

    private static int VersionOf(HttpContext context)
    {
        var text = (string)context.GetRouteValue("version")!;
        return int.TryParse(text, out var version) && version > 0
            ? version
            : throw new ServingException(FailureKind.InvalidParameter, $"version: '{text}' is no version; versions count from 1.") { Param = "version" };
    }
}
