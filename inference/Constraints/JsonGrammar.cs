namespace Andamento.Inference.Constraints;

/// <summary>
/// What a schema allows, token by token. Shared by all sequences of the same schema; safe for concurrent use. What was found out
/// about a state is kept in the state, within bounds.
/// </summary>
internal sealed class JsonGrammar
{
    private const int MostMaskBytes = 8 << 20, FewestMasks = 64;

    private readonly Lock _lock = new();
    private readonly VocabularyTree _vocabulary;
    private readonly Terms _terms = new();
    private readonly Queue<Term> _masked = new();
    private readonly int _mostMasks;

    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="make">Reads what the answer must be.</param>
    public JsonGrammar(VocabularyTree vocabulary, Func<Terms, ValueSlot> make)
    {
        _vocabulary = vocabulary;
        _mostMasks = Math.Max(MostMaskBytes / (vocabulary.MaskWords * sizeof(ulong)), FewestMasks);
        Start = new ShapeTerms(_terms).Of(make(_terms).Shape, depth: 0);
        MaskOf(Start);
    }

    /// <summary>Before the first byte.</summary>
    public Term Start { get; }

    /// <summary>The tokens that may come in a state. Valid as long as the reader holds it.</summary>
    public ulong[] MaskOf(Term state)
    {
        if (state.Mask is { } known) return known;
        lock (_lock)
        {
            if (state.Mask is { } meanwhile) return meanwhile;
            if (_masked.Count == _mostMasks) _masked.Dequeue().Mask = null;

            _masked.Enqueue(state);
            return state.Mask = _vocabulary.MaskOf(state, _terms);
        }
    }

    /// <summary>The state after a token, or null when it may not come.</summary>
    public Term? After(Term state, int id)
    {
        lock (_lock)
        {
            foreach (var value in _vocabulary.Tokenizer.BytesOf(id)) state = state.Next(value, _terms);
        }

        return state is Term.Nothing ? null : state;
    }
}
