using System.Collections.Immutable;

namespace Andamento.Api.Guardrails.Topics;

/// <summary>
/// Looks for the words of the topics: a text is about a topic when it has one of the topic's own words, or one of those that
/// <c>TopicWords.txt</c> has beside them, in the singular or the plural.
/// </summary>
/// <remarks>
/// It knows words, not meanings: a greeting is about nothing, and so is a topic it has never heard of under another name. Give
/// topics in the words that callers use, or let a model behind an endpoint of this cluster judge.
/// </remarks>
internal sealed class WordTopics : ITopicClassifier
{
    private const int ShortestWord = 3;

    private static readonly HashSet<string> Empty =
        new(["and", "the", "for", "with", "about", "our", "your", "all", "any", "other", "general", "questions", "topics"], StringComparer.OrdinalIgnoreCase);

    private static readonly ILookup<string, string> Related = WordLists.Read("TopicWords.txt")
        .SelectMany(static entry => entry.Line.Split(' '), static (entry, word) => (Topic: entry.Heading, Word: word))
        .SelectMany(static entry => Names(entry.Topic), static (entry, name) => (Name: name, entry.Word))
        .ToLookup(static entry => entry.Name, static entry => Stem(entry.Word), StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public ValueTask<bool> IsAllowedAsync(string text, ImmutableArray<string> topics, CancellationToken cancellationToken) =>
        new(IsAbout(text, topics));

    /// <summary>True when a text is about one of the topics.</summary>
    public static bool IsAbout(ReadOnlySpan<char> text, ImmutableArray<string> topics)
    {
        var words = topics.SelectMany(Names).SelectMany(static name => Related[name].Append(name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var known = words.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var at = 0; PhraseTree<string>.NextWord(text, ref at, out var word);)
        {
            if (known.Contains(StemOf(word))) return true;
        }

        return false;
    }

    // The words that name a topic; of one that has only small words, all of them.
    private static List<string> Names(string topic)
    {
        var all = new List<string>();
        for (var at = 0; PhraseTree<string>.NextWord(topic, ref at, out var word);) all.Add(Stem(word.ToString()));

        var telling = all.FindAll(static word => word.Length >= ShortestWord && !Empty.Contains(word));
        return telling.Count > 0 ? telling : all;
    }

    private static string Stem(string word) => StemOf(word).ToString();

    // Crude, and the same for both sides: invoice, invoices and invoicing become invoic.
    private static ReadOnlySpan<char> StemOf(ReadOnlySpan<char> word)
    {
        word = WithoutEnding(word);
        return word.Length > ShortestWord && word[^1] is 'e' or 'E' or 'y' or 'Y' or 'i' or 'I' ? word[..^1] : word;
    }

    private static ReadOnlySpan<char> WithoutEnding(ReadOnlySpan<char> word)
    {
        foreach (var ending in (ReadOnlySpan<string>)["'s", "’s", "ing", "es", "ed", "s"])
        {
            if (word.Length - ending.Length >= ShortestWord && word.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return word[..^ending.Length];
        }

        return word;
    }
}
