using System.Text.Json;

namespace Andamento.Inference.Constraints;

/// <summary>The grammars of one model's vocabulary: the ones used last are kept. Safe for concurrent use.</summary>
internal sealed class JsonGrammars(VocabularyTree vocabulary)
{
    private const int MostKept = 32;

    private readonly Lock _lock = new();
    private readonly LinkedList<(string Key, JsonGrammar Grammar)> _kept = [];

    /// <summary>Any JSON object.</summary>
    public JsonGrammar AnyObject() => Get("{}", AnyValue.Object);

    /// <summary>What a schema allows.</summary>
    /// <param name="schema">A JSON Schema.</param>
    /// <param name="where">What a caller would call it.</param>
    /// <exception cref="ModelException">It cannot be held to.</exception>
    public JsonGrammar Schema(JsonElement schema, string where) =>
        Get($"schema {schema.GetRawText()}", terms => SchemaReader.Read(terms, schema, where));

    /// <summary>A call of one of several functions: <c>name</c> and <c>arguments</c>.</summary>
    public JsonGrammar Call(IReadOnlyList<CallableFunction> functions) =>
        Get($"call {Key(functions)}", terms => FunctionCall.Slot(terms, functions));

    /// <summary>Such a call, or what a schema allows.</summary>
    /// <param name="functions">The functions.</param>
    /// <param name="schema">A JSON Schema; null for any object.</param>
    /// <param name="where">What a caller would call it.</param>
    /// <exception cref="ModelException">One of the schemas cannot be held to.</exception>
    public JsonGrammar CallOr(IReadOnlyList<CallableFunction> functions, JsonElement? schema, string where) => Get(
        $"call {Key(functions)} or {schema?.GetRawText()}",
        terms => FunctionCall.SlotOr(terms, functions, schema is { } known ? SchemaReader.Read(terms, known, where) : AnyValue.Object(terms)));

    private static string Key(IEnumerable<CallableFunction> functions) =>
        string.Join(' ', functions.Select(function => $"{function.Name} {function.Parameters?.GetRawText()}"));

    // Compiled outside the lock: two requests that come at once may do it twice, and one of the two is kept.
    private JsonGrammar Get(string key, Func<Terms, ValueSlot> make)
    {
        if (Find(key) is { } known) return known;

        var grammar = new JsonGrammar(vocabulary, make);
        lock (_lock)
        {
            if (_kept.Count == MostKept) _kept.RemoveLast();
            _kept.AddFirst((key, grammar));
        }

        return grammar;
    }

    private JsonGrammar? Find(string key)
    {
        lock (_lock)
        {
            for (var node = _kept.First; node is not null; node = node.Next)
            {
                if (node.Value.Key != key) continue;

                _kept.Remove(node);
                _kept.AddFirst(node);
                return node.Value.Grammar;
            }
        }

        return null;
    }
}
