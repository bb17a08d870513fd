using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.Registry;

namespace Andamento.Api.Registry;

/// <summary>MLflow's operations on versions, in one of the two registries.</summary>
internal sealed class MlflowVersions(ModelAccess access, RegistryKind kind)
{
    /// <summary>model-versions/create. Without a source the version waits for an upload.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var body = arguments.Root;
        var model = await access.FindToChangeAsync(context, body.ModelName(kind));
        var command = new CreateModelVersion
        {
            Caller = context.GetCaller().Name,
            Source = body.Text("source") is { Length: > 0 } source ? source : null,
            RunId = body.Text("run_id") is { Length: > 0 } run ? run : null,
            RunLink = body.Text("run_link") is { Length: > 0 } link ? link : null,
            Description = body.Text("description") ?? "",
            Tags = ModelArguments.Tags(body),
        };
        await AnswerAsync(context, await model.CreateVersionAsync(command, context.RequestAborted));
    }

    /// <summary>model-versions/get.</summary>
    public async Task GetAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        await AnswerAsync(context, await FindAsync(context, arguments.Root));
    }

    /// <summary>model-versions/get-download-uri.</summary>
    public async Task GetDownloadUriAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var version = await FindAsync(context, arguments.Root);
        await JsonAnswer.WriteAsync(context, version, static (json, version) =>
        {
            json.WriteStartObject();
            json.WriteString("artifact_uri"u8, version.Source ?? $"models:/{version.FullName}/{version.Version}");
            json.WriteEndObject();
        });
    }

    /// <summary>model-versions/search.</summary>
    public async Task SearchAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        if (arguments.Root.List("order_by") is { Count: > 0 })
            throw arguments.Root.Wrong("order_by", "is not for versions; they come by name, newest first.");
        var page = RegistryPage.Read(arguments.Root);
        var search = new VersionSearch(access, kind, SearchFilter.Read(arguments.Root, runs: true), page);
        var (versions, next) = await search.RunAsync(context.RequestAborted);
        await JsonAnswer.WriteAsync(context, (versions, next, kind), MlflowJson.WriteVersions);
    }

    /// <summary>model-versions/update.</summary>
    public async Task UpdateAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var model = await access.FindToChangeAsync(context, arguments.Root.ModelName(kind));
        await AnswerAsync(context, arguments.Root.Text("description") is { } description
            ? await model.UpdateVersionAsync(arguments.Root.Version(), description, context.GetCaller().Name, context.RequestAborted)
            : await FindAsync(context, arguments.Root));
    }

    /// <summary>model-versions/delete.</summary>
    public async Task DeleteAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var model = await access.FindToChangeAsync(context, arguments.Root.ModelName(kind));
        await model.DeleteVersionAsync(arguments.Root.Version(), context.GetCaller().Name, context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    /// <summary>model-versions/transition-stage.</summary>
    public async Task TransitionStageAsync(HttpContext context) => await AnswerAsync(context, await ChangeStageAsync(context));

    /// <summary>databricks/model-versions/transition-stage.</summary>
    public async Task TransitionDatabricksStageAsync(HttpContext context) =>
        await JsonAnswer.WriteAsync(context, await ChangeStageAsync(context), MlflowJson.WriteDatabricksAnswer);

    /// <summary>model-versions/finalize: all files have been sent.</summary>
    public async Task FinalizeAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var model = await access.FindToChangeAsync(context, arguments.Root.ModelName(kind));
        await AnswerAsync(context, await model.CompleteUploadAsync(arguments.Root.Version(), context.RequestAborted));
    }

    /// <summary>model-versions/set-tag.</summary>
    public Task SetTagAsync(HttpContext context) => ChangeTagAsync(
        context, arguments => arguments.TextOrNumber("value") ?? throw arguments.Wrong("value", "is missing."));

    /// <summary>model-versions/delete-tag.</summary>
    public Task DeleteTagAsync(HttpContext context) => ChangeTagAsync(context, static _ => null);

    private async Task<RegisteredVersion> ChangeStageAsync(HttpContext context)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var command = new ChangeModelStage
        {
            Caller = context.GetCaller().Name,
            Version = arguments.Root.Version(),
            Stage = ModelArguments.Stage(arguments.Root, "stage"),
            ArchiveOthers = arguments.Root.Flag("archive_existing_versions") ?? false,
        };
        var model = await access.FindToChangeAsync(context, arguments.Root.ModelName(kind));
        return await model.ChangeStageAsync(command, context.RequestAborted);
    }

    private async Task ChangeTagAsync(HttpContext context, Func<JsonField, string?> value)
    {
        using var arguments = await RegistryArguments.ReadAsync(context);
        var command = new ChangeModelTag
        {
            Caller = context.GetCaller().Name, Version = arguments.Root.Version(),
            Key = arguments.Root.RequiredText("key"), Value = value(arguments.Root),
        };
        var model = await access.FindToChangeAsync(context, arguments.Root.ModelName(kind));
        await model.ChangeTagAsync(command, context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    private Task<RegisteredVersion> FindAsync(HttpContext context, JsonField arguments) =>
        access.FindAsync(context, arguments.ModelName(kind), arguments.Version());

    private Task AnswerAsync(HttpContext context, RegisteredVersion version) =>
        JsonAnswer.WriteAsync(context, (version, kind), MlflowJson.WriteVersionAnswer);
}
