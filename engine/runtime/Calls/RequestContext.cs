namespace Orleans.Runtime;

/// <summary>Values that accompany a call to its callee, and on to the calls it makes; never back.</summary>
public static class RequestContext
{
    private static readonly AsyncLocal<Holder?> Current = new();

    public static IEnumerable<KeyValuePair<string, object>> Entries => Current.Value?.Values ?? [];

    public static IEnumerable<string> Keys => Current.Value?.Values.Keys ?? Enumerable.Empty<string>();

    public static Guid ReentrancyId
    {
        get => Current.Value?.ReentrancyId ?? Guid.Empty;
        set => Current.Value = new(Current.Value?.Values ?? [], value);
    }

    public static object? Get(string key) => Current.Value is { } holder && holder.Values.TryGetValue(key, out var value) ? value : null;

    public static void Set(string key, object value)
    {
        // Copied on every change: the old one may be on its way with a call, or belong to a parallel flow.
        var holder = Current.Value;
        Current.Value = new(new(holder?.Values ?? []) { [key] = value }, holder?.ReentrancyId ?? Guid.Empty);
    }

    public static bool Remove(string key)
    {
        if (Current.Value is not { } holder || !holder.Values.ContainsKey(key))
        {
            return false;
        }

        var values = new Dictionary<string, object>(holder.Values);
        values.Remove(key);
        Current.Value = values.Count == 0 && holder.ReentrancyId == Guid.Empty ? null : new(values, holder.ReentrancyId);
        return true;
    }

    public static void Clear() => Current.Value = null;

    /// <summary>Until disposed, calls of this flow may call back into the grain that made them.</summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var original = ReentrancyId;
        var entered = original == Guid.Empty ? Guid.NewGuid() : original;
        return new ReentrancySection(original, entered);
    }

    public static ReentrancySection SuppressCallChainReentrancy() => new(ReentrancyId, Guid.Empty);

    internal static void Export(Message message)
    {
        if (Current.Value is { } holder)
        {
            message.Context = holder.Values.Count == 0 ? null : holder.Values;
            message.ReentrancyId = holder.ReentrancyId;
        }
    }

    internal static void Import(Message message)
    {
        if (message.Context is not null || message.ReentrancyId != Guid.Empty)
        {
            Current.Value = new(message.Context ?? [], message.ReentrancyId);
        }
        else if (Current.Value is not null)
        {
            Current.Value = null;
        }
    }

    private sealed record Holder(Dictionary<string, object> Values, Guid ReentrancyId);

    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid _original;
        private readonly Guid _entered;

        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            _original = originalReentrancyId;
            _entered = newReentrancyId;
            ReentrancyId = newReentrancyId;
            (RuntimeContext.Current as Activation)?.EnterReentrantSection(newReentrancyId);
        }

        public void Dispose()
        {
            (RuntimeContext.Current as Activation)?.LeaveReentrantSection(_entered);
            ReentrancyId = _original;
        }
    }
}
