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

/// <summary>Where models lie. Section <c>Andamento:Models</c>.</summary>
public sealed class ModelFolderOptions
{
    /// <summary>Folders looked through after <c>models</c> in the data folder; nothing is written to them.</summary>
    public IList<string> Folders { get; } = [];
}

[OptionsValidator] // the attributes above, compiled
internal sealed partial class AndamentoOptionsRanges : IValidateOptions<AndamentoOptions>;

internal sealed class ModelFolderOptionsRules : IValidateOptions<ModelFolderOptions> // what no attribute can say
{
    public ValidateOptionsResult Validate(string? name, ModelFolderOptions options) =>
        options.Folders.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing
            ? ValidateOptionsResult.Fail($"Andamento:Models:Folders names '{missing}', which is no folder.")
            : ValidateOptionsResult.Success;
}
