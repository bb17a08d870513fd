using System.Text.Json;

namespace Andamento.Inference.Tokens.Subwords;

/// <summary>Tokens and their ids, both ways.</summary>
internal sealed class Vocabulary
{
    private const int MostIds = 16 * 1024 * 1024; // a file must not make us reserve what it likes

    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly string?[] _tokens;

    private Vocabulary(Dictionary<string, int> ids)
    {
        _ids = ids;
        _lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        var size = 0;
        foreach (var id in ids.Values)
        {
            if (id is < 0 or >= MostIds) throw new FormatException($"its vocabulary has the id {id}");
            size = Math.Max(size, id + 1);
        }

        _tokens = new string?[size];
        foreach (var (token, id) in ids) _tokens[id] = token;
    }

    /// <summary>One more than the largest id.</summary>
    public int Size => _tokens.Length;

    /// <summary>All tokens with their ids.</summary>
    public IEnumerable<KeyValuePair<string, int>> Tokens => _ids;

    /// <summary>Reads <c>{"token": id}</c>.</summary>
    public static Vocabulary Read(JsonElement vocab)
    {
        var ids = new Dictionary<string, int>(vocab.GetPropertyCount(), StringComparer.Ordinal);
        foreach (var token in vocab.EnumerateObject()) ids[token.Name] = token.Value.GetInt32();
        return new(ids);
    }

    /// <summary>Numbers tokens in their order; a token that comes twice has its later number.</summary>
    public static Vocabulary Of(IReadOnlyList<string> tokens)
    {
        var ids = new Dictionary<string, int>(tokens.Count, StringComparer.Ordinal);
        for (var id = 0; id < tokens.Count; id++) ids[tokens[id]] = id;
        return new(ids);
    }

    public bool TryFind(ReadOnlySpan<char> token, out int id) => _lookup.TryGetValue(token, out id);

    public int? Find(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    /// <summary>The id of a token that must be there.</summary>
    public int Require(string token) => Find(token) ?? throw new FormatException($"its vocabulary lacks '{token}'");

    /// <summary>The token of an id, or null.</summary>
    public string? TokenOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    /// <summary>The tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>, -1 for one that is missing.</summary>
    public int[] ByteTokens()
    {
        var tokens = new int[256];
        for (var octet = 0; octet < 256; octet++) tokens[octet] = Find($"<0x{octet:X2}>") ?? -1;
        return tokens;
    }
}
