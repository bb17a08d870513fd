using Andamento.Inference.Generation;

namespace Andamento.Inference.Constraints;

/// <summary>Holds one sequence to a grammar.</summary>
internal sealed class JsonConstraint(JsonGrammar grammar) : ITokenConstraint
{
    private Term _state = grammar.Start;

    /// <summary>Whether what was written so far is a whole value.</summary>
    public bool IsComplete => _state.CanEnd;

    public ReadOnlySpan<ulong> Allowed => grammar.MaskOf(_state);

    public void Accept(int id) =>
        _state = grammar.After(_state, id) ?? throw new ArgumentException("This token may not come here.", nameof(id));
}
