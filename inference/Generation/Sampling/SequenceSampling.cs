namespace Andamento.Inference.Generation.Sampling;

/// <summary>What sampling remembers of one sequence.</summary>
internal sealed class SequenceSampling
{
    private readonly SamplingSettings _settings;
    private readonly Dictionary<int, int>? _written; // by token, how often it was written; 0 for one of the prompt
    private Draws _draws;

    /// <param name="request">The settings and the prompt.</param>
    public SequenceSampling(GenerationRequest request)
    {
        _settings = request.Sampling;
        _draws = new(_settings.Seed ?? Random.Shared.NextInt64());
        if (_settings is { FrequencyPenalty: 0, PresencePenalty: 0, RepetitionPenalty: 1 }) return;

        _written = [];
        if (_settings.RepetitionPenalty == 1) return;
        foreach (var token in request.Prompt.Span) _written[token] = 0;
    }

    public SamplingSettings Settings => _settings;

    /// <summary>Whether logits are to be changed before they are compared.</summary>
    public bool Adjusts => _written is { Count: > 0 } || _settings.Biases.Count > 0;

    /// <summary>The next random number, from 0 to below 1.</summary>
    public double Draw() => _draws.Next();

    /// <summary>Notes a token that was written.</summary>
    public void Note(int token)
    {
        if (_written is not null) _written[token] = _written.GetValueOrDefault(token) + 1;
    }

    /// <summary>Applies penalties, then biases.</summary>
    public void Adjust(Span<float> logits)
    {
        if (_written is not null)
        {
            foreach (var (token, times) in _written)
            {
                if (token >= logits.Length) continue;
                ref var logit = ref logits[token];
                if (_settings.RepetitionPenalty != 1)
                    logit = logit > 0 ? logit / _settings.RepetitionPenalty : logit * _settings.RepetitionPenalty;
                if (times > 0) logit -= times * _settings.FrequencyPenalty + _settings.PresencePenalty;
            }
        }

        for (var i = 0; i < _settings.Biases.Count; i++)
        {
            var (token, bias) = _settings.Biases[i];
            if ((uint)token < (uint)logits.Length) logits[token] += bias;
        }
    }
}
