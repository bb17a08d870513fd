using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Records;

/// <summary>What is recorded of queries. Section <c>Andamento:Records</c>.</summary>
public sealed class RecordOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Andamento:Records";

    /// <summary>
    /// The largest request, and the largest answer, that an inference table takes, in bytes, 0 to 64 MiB; the row of a
    /// larger one has null instead. The default is 1 MiB.
    /// </summary>
    [Range(0, 64 * 1024 * 1024)] public int MaxPayloadBytes { get; set; } = 1024 * 1024;
}

[OptionsValidator] // the attributes above, compiled
internal sealed partial class RecordOptionsRanges : IValidateOptions<RecordOptions>;
