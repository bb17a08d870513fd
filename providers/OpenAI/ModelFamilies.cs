using System.Collections.Frozen;

namespace Andamento.Providers.OpenAI;

/// <summary>Which models reason before they answer, and so take another set of parameters.</summary>
internal static class ModelFamilies
{
    // The first row that fits decides. A name fits when it is the prefix, or goes on with '-' or '.'.
    private static readonly (string Prefix, bool Reasons)[] Table =
    [
        ("gpt-5-chat", false),
        ("gpt-5", true),
        ("o1", true),
        ("o3", true),
        ("o4", true),
    ];

    private static readonly FrozenSet<string> SamplingMembers = FrozenSet.Create(
        StringComparer.Ordinal,
        "temperature", "top_p", "presence_penalty", "frequency_penalty", "logprobs", "top_logprobs", "logit_bias");

    /// <summary>Whether a model reasons. A fine-tuned one does as its base: <c>ft:o4-mini-…</c>.</summary>
    public static bool Reasons(string model)
    {
        var name = model.StartsWith("ft:", StringComparison.Ordinal) ? model[3..] : model;
        foreach (var (prefix, reasons) in Table)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)
                && (name.Length == prefix.Length || name[prefix.Length] is '-' or '.'))
            {
                return reasons;
            }
        }

        return false;
    }

    /// <summary>Whether a reasoning model would refuse the whole call over a member that only asks for some sampling.</summary>
    public static bool Refuses(BodyMember member) =>
        SamplingMembers.Contains(member.Name)
        && !(member.Name is "temperature" && member.Value.Span is [(byte)'1'] or [(byte)'1', (byte)'.', (byte)'0']);
}
