using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Andamento.Silo.Hosting;

/// <summary>The cluster inside one process. Section <c>Andamento</c>.</summary>
public sealed class AndamentoOptions
{
    /// <summary>
    /// The folder of everything that is kept: records, keys, models. One process at a time uses it.
    /// The default is <c>data</c>, below the working folder.
    /// </summary>
    [Required] public string Data { get; set; } = "data";

    /// <summary>Silos in this process, 1 to 64. The default is 1.</summary>
    [Range(1, 64)] public int Silos { get; set; } = 1;
}

/// <summary>Where models lie, and what they may be. Section <c>Andamento:Models</c>.</summary>
public sealed class ModelFolderOptions
{
    /// <summary>Folders looked through after <c>models</c> in the data folder; nothing is written to them.</summary>
    public IList<string> Folders { get; } = [];

    /// <summary>
    /// Folders below which a new version's <c>source</c> may lie; its files are copied. Whoever may register models can have copies
    /// of what lies there. The default is none: files are uploaded.
    /// </summary>
    public IList<string> SourceFolders { get; } = [];

    /// <summary>Most bytes of one version's files, 1 KiB to 4 TiB. The default is 64 GiB.</summary>
    [Range(1024, 1L << 42)] public long MaxModelBytes { get; set; } = 64L << 30;

    /// <summary>Most files and folders of one version, 1 to 1,000,000. The default is 10,000.</summary>
    [Range(1, 1_000_000)] public int MaxFiles { get; set; } = 10_000;

    /// <summary>Most bytes that one byte of an archive may unpack to, beyond its first MiB, 2 to 1,000. The default is 100.</summary>
    [Range(2, 1000)] public int MaxCompressionRatio { get; set; } = 100;
}

[OptionsValidator] // the attributes above, compiled
internal sealed partial class ModelFolderOptionsRanges : IValidateOptions<ModelFolderOptions>;

[OptionsValidator] // the attributes above, compiled
internal sealed partial class AndamentoOptionsRanges : IValidateOptions<AndamentoOptions>;

internal sealed class ModelFolderOptionsRules : IValidateOptions<ModelFolderOptions> // what no attribute can say
{
    public ValidateOptionsResult Validate(string? name, ModelFolderOptions options) =>
        Missing("Folders", options.Folders) ?? Missing("SourceFolders", options.SourceFolders) ?? ValidateOptionsResult.Success;

    private static ValidateOptionsResult? Missing(string setting, IEnumerable<string> folders) =>
        folders.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing
            ? ValidateOptionsResult.Fail($"Andamento:Models:{setting} names '{missing}', which is no folder.")
            : null;
}
