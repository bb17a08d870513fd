using Andamento.Inference.Generation.Sampling;
using Microsoft.ML.OnnxRuntime;

namespace Andamento.Inference.Generation;

/// <summary>
/// The sequences that are inside, and their steps. In each step some of the prompts are read on, and every sequence whose prompt
/// is read gets one token. Used from one thread.
/// </summary>
internal sealed class RunningBatch(ISequenceMemory memory, IReadOnlySet<int> endTokens, int vocabulary, RunClock? clock = null)
{
    private readonly List<Sequence> _reading = [], _writing = [];
    private readonly List<PrefillPlan.Share> _shares = [];
    private readonly List<Sequence> _over = [];
    private readonly Sampler _sampler = new(vocabulary);
    private readonly LogProbabilities _probabilities = new(vocabulary);
    private int[] _left = [];
    private int _running;
    private long _steps, _promptTokens, _knownTokens, _generatedTokens;

    /// <summary>Whether nobody is inside.</summary>
    public bool IsEmpty => _reading.Count + _writing.Count == 0;

    /// <summary>What it did and does. May be read from any thread.</summary>
    public GenerationStats Stats => new()
    {
        Running = Volatile.Read(ref _running),
        Steps = Volatile.Read(ref _steps),
        PromptTokens = Volatile.Read(ref _promptTokens),
        KnownTokens = Volatile.Read(ref _knownTokens),
        GeneratedTokens = Volatile.Read(ref _generatedTokens),
        CacheBytes = memory.UsedBytes,
        CacheLimit = memory.LimitBytes,
    };

    /// <summary>Takes a sequence in; false when there is no room now.</summary>
    public bool TryEnter(Sequence sequence)
    {
        try
        {
            if (!memory.TryEnter(sequence)) return false;
            sequence.BegunAt = clock?.Now ?? 0;
            _knownTokens += sequence.KnownPromptTokens;
            _reading.Add(sequence);
        }
        catch (Exception failed)
        {
            sequence.Output.Fail(Failure(failed));
        }

        _running = _reading.Count + _writing.Count;
        return true;
    }

    /// <summary>One step.</summary>
    public void Step()
    {
        DropAbandoned(_reading);
        DropAbandoned(_writing);
        ReadPrompts();
        WriteTokens();
        foreach (var sequence in _over)
        {
            _reading.Remove(sequence);
            _writing.Remove(sequence);
            Leave(sequence);
        }

        _over.Clear();
        _running = _reading.Count + _writing.Count;
        _steps++;
    }

    /// <summary>Lets all go, with this failure.</summary>
    public void FailAll(Exception cause)
    {
        foreach (var sequence in (List<Sequence>)[.. _reading, .. _writing]) sequence.Output.Fail(cause);
        _reading.Clear();
        _writing.Clear();
        _running = 0;
    }

    private static ModelException Failure(Exception cause) => cause switch
    {
        ModelException told => told,
        OnnxRuntimeException => new(ModelFailure.Internal, $"The model failed: {cause.Message}", cause),
        OutOfMemoryException => new(ModelFailure.Internal, "The model's memory is exhausted.", cause),
        _ => new(ModelFailure.Internal, "The generator failed.", cause),
    };

    private void Leave(Sequence sequence)
    {
        memory.Leave(sequence);
        clock?.Ended(sequence.QueuedAt, sequence.BegunAt);
    }

    private void DropAbandoned(List<Sequence> sequences)
    {
        for (var i = sequences.Count - 1; i >= 0; i--)
        {
            if (!sequences[i].IsAbandoned) continue;
            sequences[i].Output.Complete(GenerationEnd.Stop);
            Leave(sequences[i]);
            sequences.RemoveAt(i);
        }
    }

    private void ReadPrompts()
    {
        if (_reading.Count == 0) return;

        if (_left.Length < _reading.Count) _left = new int[_reading.Count + 8];
        for (var i = 0; i < _reading.Count; i++) _left[i] = _reading[i].Unread.Length;
        PrefillPlan.Fill(_left.AsSpan(0, _reading.Count), memory.ChunkLength, _shares);
        foreach (var (index, count) in _shares) Read(_reading[index], count);
        for (var i = _reading.Count - 1; i >= 0; i--)
        {
            // A sequence with a token of its own has read its prompt. The order stays that of arrival.
            if (_reading[i].Tokens.Count > _reading[i].Prompt.Length) _reading.RemoveAt(i);
        }
    }

    private void Read(Sequence sequence, int count)
    {
        try
        {
            var logits = memory.Prefill(sequence, count);
            _promptTokens += count;
            if (sequence.Unread.Length > 0) return;
            if (TryTake(sequence, logits)) _writing.Add(sequence);
        }
        catch (Exception failed)
        {
            End(sequence, failed);
        }
    }

    private void WriteTokens()
    {
        if (_writing.Count == 0) return;

        try
        {
            memory.Decode(_writing);
        }
        catch (Exception failed)
        {
            foreach (var sequence in _writing) End(sequence, failed);
            return;
        }

        foreach (var sequence in _writing)
        {
            try
            {
                TryTake(sequence, memory.Logits(sequence));
            }
            catch (Exception failed)
            {
                End(sequence, failed);
            }
        }
    }

    private void End(Sequence sequence, Exception failed)
    {
        sequence.Output.Fail(Failure(failed));
        _over.Add(sequence);
    }

    // Draws a token and hands it out. False when the sequence ended.
    private bool TryTake(Sequence sequence, ReadOnlySpan<float> logits)
    {
        var request = sequence.Request;
        if (_sampler.Draw(logits, sequence.Sampling, request.Constraint) is not { } token) return End(sequence, GenerationEnd.Stop);
        if (!request.IgnoreEnd && endTokens.Contains(token)) return End(sequence, GenerationEnd.Stop);

        sequence.Tokens.Add(token);
        sequence.Sampling.Note(token);
        _generatedTokens++;
        sequence.Output.Write(
            request.TopLogProbabilities is { } top ? _probabilities.Tell(logits, token, top) : new(token, float.NaN, []));
        if (request.Constraint is { } constraint)
        {
            constraint.Accept(token);
            if (!constraint.Allowed.ContainsAnyExcept(0UL)) return End(sequence, GenerationEnd.Stop);
        }

        return sequence.Tokens.Count < sequence.Limit || End(sequence, GenerationEnd.Length);
    }

    private bool End(Sequence sequence, GenerationEnd end)
    {
        sequence.Output.Complete(end);
        _over.Add(sequence);
        return false;
    }
}
