using System.Diagnostics.Metrics;
using Andamento.Api.Guardrails.Pii;

namespace Andamento.Api.Guardrails;

/// <summary>What the checks did, in numbers. No tag ever holds text of a query.</summary>
internal sealed class GuardrailMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Andamento.Guardrails";

    private readonly Meter _meter;
    private readonly Counter<long> _checks;
    private readonly Counter<long> _blocks;
    private readonly Counter<long> _masks;

    public GuardrailMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _checks = _meter.CreateCounter<long>("andamento.guardrail.checks", "{query}", "Queries whose texts were checked.");
        _blocks = _meter.CreateCounter<long>("andamento.guardrail.blocks", "{query}", "Queries that a check ended.");
        _masks = _meter.CreateCounter<long>("andamento.guardrail.masks", "{query}", "Queries in which a kind of personal data was masked.");
    }

    /// <summary>The texts of one direction of a query are checked.</summary>
    public void Checked(string endpoint, GuardrailFindings findings)
    {
        var model = Tag("gen_ai.request.model", endpoint);
        var direction = Tag("direction", findings.Direction is GuardrailDirection.Input ? "input" : "output");
        _checks.Add(1, model, direction);
        if (findings.Blocked is { } kind) _blocks.Add(1, model, direction, Tag("kind", NameOf(kind)));
        if (!findings.Masked || !_masks.Enabled) return;

        foreach (var pii in Enum.GetValues<PiiKinds>())
        {
            if (pii is not PiiKinds.None && findings.Pii.HasFlag(pii)) _masks.Add(1, model, direction, Tag("kind", PiiLabels.Of(pii)));
        }
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static string NameOf(GuardrailKind kind) => kind switch
    {
        GuardrailKind.Keyword => "keyword",
        GuardrailKind.Pii => "pii",
        GuardrailKind.Topic => "topic",
        _ => "safety",
    };
}
