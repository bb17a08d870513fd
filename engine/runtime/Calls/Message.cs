namespace Orleans.Standin;

internal enum MessageKind : byte
{
    Request,
    OneWay,
    Response,
    Failure,
    Cancel,
}

/// <summary>A call or its answer on the way. Inside a silo the object itself is handed over.</summary>
internal sealed class Message
{
    public MessageKind Kind { get; set; }

    public long Id { get; set; }

    public GrainId Target { get; set; }

    /// <summary>Where it goes; null until the first silo has looked the grain up.</summary>
    public SiloAddress? TargetSilo { get; set; }

    public GrainId Sender { get; set; }

    /// <summary>Where the answer goes.</summary>
    public SiloAddress? SendingSilo { get; set; }

    public InvokeMethodOptions Options { get; set; }

    public Dictionary<string, object>? Context { get; set; }

    public Guid ReentrancyId { get; set; }

    public int Forwards { get; set; }

    public Call? Body { get; set; }

    /// <summary>Content that has arrived but has not been read yet: what is wrong with it becomes the caller's exception.</summary>
    public ReadOnlyMemory<byte> Raw { get; set; }

    /// <summary>The caller, when it is in the same process and waits for this very object.</summary>
    public ICallback? Callback { get; set; }

    public Activation? Activation { get; set; }

    public CancellationTokenSource? Cancellation { get; set; }

    public bool IsCancelled { get; set; }

    /// <summary>It has been allowed to run and counts as running.</summary>
    public bool IsAdmitted { get; set; }

    /// <summary>It counts in the load of the worker that has it.</summary>
    public bool IsPromised { get; set; }

    /// <summary>A tick of a timer takes its turn like a request.</summary>
    public GrainTimer? Timer { get; set; }

    /// <summary>The silo that was sent to last: if it dies, the caller is told.</summary>
    public SiloAddress? SentTo { get; set; }

    public bool Interleaves => (Options & InvokeMethodOptions.AlwaysInterleave) != 0;

    public bool IsReadOnly => (Options & InvokeMethodOptions.ReadOnly) != 0;

    public override string ToString() =>
        $"{Kind} {Body?.GetActivityName()} from {Sender} at {SendingSilo} to {Target} at {TargetSilo?.ToString() ?? "(not placed)"} #{Id}";
}
