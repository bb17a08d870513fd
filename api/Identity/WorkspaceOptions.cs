using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Identity;

/// <summary>What clients are told of the workspace. Section <c>Andamento:Workspace</c>.</summary>
public sealed class WorkspaceOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Andamento:Workspace";

    /// <summary>The workspace's number, sent as <c>X-Databricks-Org-Id</c>; clients parse it. The default is 1.</summary>
    [Range(1, long.MaxValue)] public long Id { get; set; } = 1;

    /// <summary>
    /// The address that clients use, for example <c>https://serving.example.com</c>. The default is the one of the request at hand,
    /// which is wrong behind a proxy that ends TLS.
    /// </summary>
    [Url] public string? PublicUrl { get; set; }
}

[OptionsValidator] // the attributes above, compiled
internal sealed partial class WorkspaceOptionsRanges : IValidateOptions<WorkspaceOptions>;

/// <summary>Registers what <see cref="IdentityRoutes"/> needs.</summary>
internal static class WorkspaceSetup
{
    /// <summary>Adds the options.</summary>
    public static void AddWorkspace(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<WorkspaceOptions>, WorkspaceOptionsRanges>();
        builder.Services.AddOptions<WorkspaceOptions>().BindConfiguration(WorkspaceOptions.Section).ValidateOnStart();
    }
}
