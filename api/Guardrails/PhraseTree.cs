namespace Andamento.Api.Guardrails;

/// <summary>
/// Phrases of words, looked for together. Words are runs of letters, digits and apostrophes, compared without case; what stands
/// between words does not matter.
/// </summary>
internal sealed class PhraseTree<T>
{
    private readonly Node _root = new();

    /// <summary>Adds a phrase.</summary>
    public void Add(ReadOnlySpan<char> phrase, T value)
    {
        var node = _root;
        for (var at = 0; NextWord(phrase, ref at, out var word);) node = node.Grow(word);

        (node.Values ??= []).Add(value);
    }

    /// <summary>The values of the longest phrase that begins at a word, or null.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the word begins.</param>
    public IReadOnlyList<T>? Longest(ReadOnlySpan<char> text, int at)
    {
        List<T>? longest = null;
        var node = _root;
        while (NextWord(text, ref at, out var word) && node.Find(word) is { } next)
        {
            node = next;
            longest = node.Values ?? longest;
        }

        return longest;
    }

    /// <summary>Finds the next word at or after a place, and moves the place behind it.</summary>
    public static bool NextWord(ReadOnlySpan<char> text, ref int at, out ReadOnlySpan<char> word)
    {
        while (at < text.Length && !IsWord(text[at])) at++;
        var start = at;
        while (at < text.Length && (IsWord(text[at]) || (text[at] is '\'' or '’' && at > start))) at++;
        word = text[start..at];
        return at > start;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c);

    private sealed class Node
    {
        private readonly Dictionary<string, Node> _next = new(StringComparer.OrdinalIgnoreCase);

        public List<T>? Values { get; set; }

        public Node? Find(ReadOnlySpan<char> word) =>
            _next.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var node) ? node : null;

        public Node Grow(ReadOnlySpan<char> word)
        {
            if (Find(word) is { } known) return known;

            var grown = new Node();
            _next.Add(word.ToString(), grown);
            return grown;
        }
    }
}
