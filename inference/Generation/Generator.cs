namespace Andamento.Inference.Generation;

/// <summary>
/// Continues sequences by a decoder. A thread of its own runs step after step while anybody is inside: before each step those who
/// gave up leave, and those who wait join, first come, first served.
/// </summary>
internal sealed class Generator : IGenerator
{
    private readonly object _gate = new(); // a Monitor: the thread sleeps on it
    private readonly List<Sequence> _waiting = [];
    private readonly RunningBatch _batch;
    private readonly int _queueLength;
    private readonly RunClock? _clock;
    private readonly Task _thread;
    private readonly Action _release;
    private bool _stopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="memory">Keys and values.</param>
    /// <param name="endTokens">The tokens that end a text.</param>
    /// <param name="vocabulary">Logits of one token.</param>
    /// <param name="queueLength">Sequences that may wait. One more is refused at once.</param>
    /// <param name="release">Called on the thread when all is over: lets the model go.</param>
    /// <param name="clock">Times sequences, or null.</param>
    internal Generator(
        ISequenceMemory memory, IReadOnlySet<int> endTokens, int vocabulary, int queueLength, Action release, RunClock? clock = null)
    {
        ContextLength = memory.ContextLength;
        EndTokens = endTokens;
        Vocabulary = vocabulary;
        _queueLength = queueLength;
        _clock = clock;
        _batch = new(memory, endTokens, vocabulary, clock);
        _release = release;
        _thread = OpenThread();
    }

    public int ContextLength { get; }

    /// <summary>The tokens that end a text, as the model's files say.</summary>
    public IReadOnlySet<int> EndTokens { get; }

    /// <summary>One more than the largest token that the model can write; its tokenizer may know fewer.</summary>
    public int Vocabulary { get; }

    /// <summary>What it does now, and did. May be read at any time.</summary>
    public GenerationStats Stats
    {
        get
        {
            lock (_gate) return _batch.Stats with { Queued = _waiting.Count };
        }
    }

    /// <summary>Loads a model and runs it once, on the calling thread.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>: it is no decoder that can run here.</exception>
    public static Generator Load(string folder, ModelManifest manifest, ModelLoadOptions options)
    {
        var decoder = Decoder.Load(folder, manifest, options);
        return new(decoder.Memory, decoder.EndTokens, decoder.Vocabulary, 2 * options.Concurrency, decoder.Dispose, options.Clock);
    }

    public IGeneration Start(GenerationRequest request)
    {
        Check(request);
        var sequence = new Sequence(request, ContextLength) { QueuedAt = _clock?.Now ?? 0 };
        lock (_gate)
        {
            if (_stopping) throw Unloading();
            if (_waiting.Count == _queueLength)
                throw new ModelException(ModelFailure.Overloaded, "The model is busy: every slot and its queue are taken.");

            _waiting.Add(sequence);
            Monitor.Pulse(_gate);
        }

        return new Generation(this, sequence);
    }

    /// <summary>Lets the current step end, and fails what is inside and what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        await _thread;
    }

    private static ModelException Unloading() => new(ModelFailure.Overloaded, "The model is being unloaded.");

    private void Check(GenerationRequest request)
    {
        var prompt = request.Prompt.Span;
        if (prompt.IsEmpty) throw new ModelException(ModelFailure.BadInput, "The prompt has no token.");
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxTokens, 1, nameof(request));
        if (prompt.Length >= ContextLength)
        {
            throw new ModelException(
                ModelFailure.BadInput,
                $"The prompt has {prompt.Length} tokens; this model's context is {ContextLength} tokens, with the answer. Shorten the prompt.")
            {
                Code = "context_length_exceeded",
            };
        }

        foreach (var token in prompt)
        {
            if ((uint)token >= (uint)Vocabulary)
                throw new ModelException(ModelFailure.BadInput, $"The prompt has the token {token}; this model has {Vocabulary} tokens.");
        }
    }

    // A thread of its own: native code that runs for long must not hold a thread that the rest of the process needs.
    private Task OpenThread()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            var cause = Unloading();
            try
            {
                while (Wait()) Work();
            }
            catch (Exception broken)
            {
                cause = new(ModelFailure.Internal, "The generator failed.", broken);
            }

            End(cause);
            ended.SetResult();
        });
        thread.IsBackground = true;
        thread.Name = "generator";
        thread.Start();
        return ended.Task;
    }

    // Sleeps until there is work; false at the end.
    private bool Wait()
    {
        lock (_gate)
        {
            while (!_stopping && _waiting.Count == 0 && _batch.IsEmpty) Monitor.Wait(_gate);
            return !_stopping;
        }
    }

    private void Work()
    {
        while (FirstWaiting() is { } sequence && _batch.TryEnter(sequence))
        {
            lock (_gate) _waiting.Remove(sequence); // unless its reader gave up meanwhile: the next step sees that
        }

        _batch.Step();
    }

    private Sequence? FirstWaiting()
    {
        lock (_gate) return _waiting.Count > 0 ? _waiting[0] : null;
    }

    private void End(ModelException cause)
    {
        lock (_gate)
        {
            _stopping = true;
            _batch.FailAll(cause);
            foreach (var sequence in _waiting) sequence.Output.Fail(cause);
            _waiting.Clear();
        }

        _release();
    }

    private void Abandon(Sequence sequence)
    {
        sequence.IsAbandoned = true;
        lock (_gate)
        {
            // Out of the queue at once, so that its place is free; out of the batch with the next step.
            if (_waiting.Remove(sequence)) sequence.Output.Complete(GenerationEnd.Stop);
        }
    }

    private sealed class Generation(Generator generator, Sequence sequence) : IGeneration
    {
        public GeneratedToken Current => sequence.Output.Current;

        public GenerationEnd End => sequence.Output.End;

        public int KnownPromptTokens => sequence.KnownPromptTokens;

        public ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken) => sequence.Output.ReadAsync(cancellationToken);

        public ValueTask DisposeAsync()
        {
            generator.Abandon(sequence);
            return ValueTask.CompletedTask;
        }
    }
}
