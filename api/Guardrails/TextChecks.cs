using System.Collections.Immutable;
using System.Text;
using Andamento.Api.Guardrails.Pii;
using Andamento.Gateway;
using Andamento.Serving;

namespace Andamento.Api.Guardrails;

/// <summary>The checks of one direction, ready to run.</summary>
/// <param name="Keywords">Words that block, or null.</param>
/// <param name="Pii">What happens to personal data.</param>
/// <param name="Safety">Whether texts are judged.</param>
/// <param name="Topics">Topics that may be talked about; empty for all.</param>
internal sealed record TextChecks(Keywords? Keywords, PiiBehavior Pii, bool Safety, ImmutableArray<string> Topics)
{
    /// <summary>The checks, or null when there is nothing to check.</summary>
    public static TextChecks? Of(GuardrailRules? rules) =>
        rules is null or { InvalidKeywords.IsEmpty: true, Pii: PiiBehavior.None, Safety: false, ValidTopics.IsEmpty: true }
            ? null
            : new(Keywords.Of(rules.InvalidKeywords), rules.Pii, rules.Safety, rules.ValidTopics);

    /// <summary>Looks through a whole text for what has a shape: keywords and personal data.</summary>
    /// <param name="text">The text.</param>
    /// <param name="findings">Gets what is found.</param>
    /// <returns>The text with personal data masked; the same text when there is none, or when it only blocks.</returns>
    public string Inspect(string text, GuardrailFindings findings)
    {
        if (Keywords?.AreIn(text) is true) findings.Block(GuardrailKind.Keyword);
        if (Pii is PiiBehavior.None) return text;

        var scanned = new ScannedText(text, complete: true);
        StringBuilder? masked = null;
        var from = 0;
        for (var find = PiiScanner.Next(scanned, 0); !find.IsNothing; find = PiiScanner.Next(scanned, from))
        {
            findings.Found(find.Kind, Pii);
            if (Pii is PiiBehavior.Block) return text;

            (masked ??= new(text.Length + 16)).Append(text, from, find.Start - from).Append(PiiLabels.Of(find.Kind));
            from = find.End;
        }

        return masked is null ? text : masked.Append(text, from, text.Length - from).ToString();
    }
}

/// <summary>The checks of both directions of one endpoint, made once for all queries that use a snapshot.</summary>
/// <param name="Input">Of what callers send, or null.</param>
/// <param name="Output">Of what models answer, or null.</param>
internal sealed record EndpointChecks(TextChecks? Input, TextChecks? Output)
{
    /// <summary>The checks, or null when the endpoint has none. Vectors and predictions are no text.</summary>
    public static EndpointChecks? Of(AiGatewayConfig gateway, ServingTask task)
    {
        if (task is ServingTask.Predict) return null;

        var input = TextChecks.Of(gateway.InputGuardrails);
        var output = task is ServingTask.Embeddings ? null : TextChecks.Of(gateway.OutputGuardrails);
        return (input ?? output) is null ? null : new(input, output);
    }
}
