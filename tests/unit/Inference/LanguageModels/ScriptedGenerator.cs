using Andamento.Inference.Generation;
using Andamento.Tests.Unit.Inference.Constraints;

namespace Andamento.Tests.Unit.Inference.LanguageModels;

/// <summary>Writes what the test says, token by token; from where a constraint does not allow that, anything it allows.</summary>
internal sealed class ScriptedGenerator(ToyTokenizer tokenizer, Func<GenerationRequest, int, IReadOnlyList<int>> script) : IGenerator
{
    private int _open;

    public List<GenerationRequest> Started { get; } = [];

    /// <summary>Sequences that nobody has disposed yet.</summary>
    public int Open => _open;

    /// <summary>Waited for before each token behind the first.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int ContextLength { get; set; } = 1_000;

    public int KnownPromptTokens { get; set; }

    public IGeneration Start(GenerationRequest request)
    {
        lock (Started)
        {
            Started.Add(request);
            _open++;
            return new Generation(this, request, script(request, Started.Count - 1));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Generation(ScriptedGenerator owner, GenerationRequest request, IReadOnlyList<int> script) : IGeneration
    {
        private readonly Random _random = new(1);
        private int _written;
        private bool _disposed, _strayed;

        public GeneratedToken Current { get; private set; }

        public GenerationEnd End { get; private set; }

        public int KnownPromptTokens => owner.KnownPromptTokens;

        public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
        {
            if (_written > 0) await owner.Gate.WaitAsync(cancellationToken);
            End = _written == request.MaxTokens ? GenerationEnd.Length : GenerationEnd.Stop;
            if (End is GenerationEnd.Length || Next() is not { } id) return false;

            _written++;
            IReadOnlyList<TokenChance> top = request.TopLogProbabilities is not > 0
                ? []
                : [.. Enumerable.Range(0, request.TopLogProbabilities.Value).Select(i => new TokenChance(i == 0 ? id : 'a' + i, -0.5f - i))];
            Current = new(id, request.TopLogProbabilities is null ? float.NaN : -0.5f, top);
            return true;
        }

        public ValueTask DisposeAsync()
        {
            lock (owner.Started)
            {
                if (!_disposed) owner._open--;
                _disposed = true;
            }

            return ValueTask.CompletedTask;
        }

        private int? Next()
        {
            if (request.Constraint is not { } constraint) return _written < script.Count ? script[_written] : null;

            var mask = constraint.Allowed.ToArray();
            var allowed = Enumerable.Range(0, owner.Tokenizer.Size).Where(id => (mask[id >> 6] >> (id & 63) & 1) != 0).ToList();
            _strayed |= _written >= script.Count || !allowed.Contains(script[_written]);
            if ((_strayed && allowed.Contains(owner.Tokenizer.End)) || allowed.Count == 0) return null;
            if (!_strayed)
            {
                constraint.Accept(script[_written]);
                return script[_written];
            }

            var closing = allowed.FindAll(id => id is '"' or '}' or ']');
            var drawn = closing.Count > 0 && _random.Next(2) == 0 ? closing[0] : allowed[_random.Next(allowed.Count)];
            constraint.Accept(drawn);
            return drawn;
        }
    }

    private ToyTokenizer Tokenizer => tokenizer;
}
