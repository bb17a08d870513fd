using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Guardrails;

/// <summary>How guardrails judge. Section <c>Andamento:Guardrails</c>.</summary>
public sealed class GuardrailOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Andamento:Guardrails";

    /// <summary>
    /// A chat endpoint of this cluster that answers as Llama Guard does, <c>safe</c> or <c>unsafe</c> and categories, and so judges
    /// whether texts are safe. The default is null: a list of weighted phrases judges.
    /// </summary>
    public string? SafetyEndpoint { get; set; }

    /// <summary>
    /// A chat endpoint of this cluster that says which of the allowed topics a text is about. The default is null: the words of
    /// the topics are looked for.
    /// </summary>
    public string? TopicEndpoint { get; set; }

    /// <summary>How long such an endpoint may take for one text, 10 ms to 2 minutes. The default is 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:02:00")]
    public TimeSpan ClassifierTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Lets texts pass while such an endpoint fails. The default is false: the query is refused with a 503.</summary>
    public bool FailOpen { get; set; }

    /// <summary>
    /// Characters of a streamed answer that are held back and judged together when its safety is checked, 32 to 65,536. More is
    /// safer and slower to show. The default is 256.
    /// </summary>
    [Range(32, 65536)]
    public int StreamWindow { get; set; } = 256;

    /// <summary>Most prompts or inputs of one query whose texts are checked, 1 to 2,048. The default is 16.</summary>
    [Range(1, 2048)]
    public int MaxBatch { get; set; } = 16;
}

[OptionsValidator]
internal sealed partial class GuardrailOptionsRanges : IValidateOptions<GuardrailOptions>;
