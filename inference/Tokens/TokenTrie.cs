using System.Runtime.InteropServices;

namespace Andamento.Inference.Tokens;

/// <summary>
/// Finds the tokens that a text begins with. Nodes lie level by level, a node's children side by side in order, so a step is a
/// search among few neighbours, and a large vocabulary needs twelve bytes for a node.
/// </summary>
internal sealed class TokenTrie
{
    private readonly List<Node> _nodes = [];

    /// <summary>Builds the trie; an empty token is left out.</summary>
    public TokenTrie(IEnumerable<KeyValuePair<string, int>> tokens)
    {
        var sorted = tokens.Where(token => token.Key.Length > 0).ToArray();
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Key, b.Key));
        _nodes.Add(new() { Id = -1 });
        var open = new Queue<(int Node, int From, int To, int Depth)>();
        open.Enqueue((0, 0, sorted.Length, 0));
        while (open.TryDequeue(out var next)) AddChildren(sorted, next, open);
    }

    /// <summary>The characters that some token begins with.</summary>
    public char[] Beginnings
    {
        get
        {
            var root = _nodes[0];
            return [.. Enumerable.Range(root.FirstChild, root.Children).Select(child => _nodes[child].Character)];
        }
    }

    /// <summary>Where a search begins.</summary>
    public static int Root => 0;

    /// <summary>Goes on by a character. Gives false where no token does; else the token that ends here, or -1.</summary>
    public bool TryStep(ref int node, char character, out int id)
    {
        var nodes = CollectionsMarshal.AsSpan(_nodes);
        var (low, high) = (nodes[node].FirstChild, nodes[node].FirstChild + nodes[node].Children - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            ref readonly var found = ref nodes[middle];
            if (found.Character == character)
            {
                node = middle;
                id = found.Id;
                return true;
            }

            if (found.Character < character) low = middle + 1;
            else high = middle - 1;
        }

        id = -1;
        return false;
    }

    private void AddChildren(KeyValuePair<string, int>[] sorted, (int Node, int From, int To, int Depth) parent, Queue<(int, int, int, int)> open)
    {
        var (node, from, to, depth) = parent;
        var first = _nodes.Count;
        while (from < to)
        {
            var character = sorted[from].Key[depth];
            var end = from + 1;
            while (end < to && sorted[end].Key[depth] == character) end++;
            var id = -1;
            var below = from;
            while (below < end && sorted[below].Key.Length == depth + 1) id = sorted[below++].Value;
            _nodes.Add(new() { Character = character, Id = id });
            if (below < end) open.Enqueue((_nodes.Count - 1, below, end, depth + 1));
            from = end;
        }

        CollectionsMarshal.AsSpan(_nodes)[node].FirstChild = first;
        CollectionsMarshal.AsSpan(_nodes)[node].Children = (ushort)(_nodes.Count - first);
    }

    private struct Node
    {
        public int FirstChild;
        public int Id;
        public ushort Children;
        public char Character;
    }
}
