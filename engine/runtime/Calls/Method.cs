using System.Reflection;

namespace Orleans.Standin;

/// <summary>A value that is no value: the result of calls that only end.</summary>
internal readonly struct Nothing;

/// <summary>Everything known about one method of a grain interface.</summary>
internal abstract class Method
{
    protected Method(MethodInfo info)
    {
        Info = info;
        Interface = info.DeclaringType!;
        Parameters = info.GetParameters();
        WireName = Methods.WireNameOf(info);
        HasToken = Parameters.Any(parameter => parameter.ParameterType == typeof(CancellationToken));
        Timeout = info.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        IsExtension = typeof(IGrainExtension).IsAssignableFrom(Interface);
        Options = (info.IsDefined(typeof(OneWayAttribute)) || info.ReturnType == typeof(void) ? InvokeMethodOptions.OneWay : 0)
            | (info.IsDefined(typeof(ReadOnlyAttribute)) ? InvokeMethodOptions.ReadOnly : 0)
            | (info.IsDefined(typeof(AlwaysInterleaveAttribute)) ? InvokeMethodOptions.AlwaysInterleave : 0);
    }

    public MethodInfo Info { get; }

    public Type Interface { get; }

    public ParameterInfo[] Parameters { get; }

    public string WireName { get; }

    public bool HasToken { get; }

    public TimeSpan? Timeout { get; }

    /// <summary>Answered by the activation's own parts, not by the grain.</summary>
    public bool IsExtension { get; }

    public InvokeMethodOptions Options { get; }

    public bool IsOneWay => (Options & InvokeMethodOptions.OneWay) != 0;

    public abstract Call NewCall();

    /// <summary>Runs the call; null when it has ended already, else the task that ends with it.</summary>
    public abstract Task? Execute(IMessageHost host, Message message, object target);

    /// <summary>Runs the call with a boxed result, for filters.</summary>
    public abstract Task<object?> ExecuteBoxed(Call call, object target);

    public abstract StreamSource OpenSource(Call call, object target, int batchSize, CancellationTokenSource cancellation);

    /// <summary>Hands over a result that went through a filter.</summary>
    public abstract void CompleteBoxed(IMessageHost host, Message message, object? result);
}

internal abstract class Method<TArgs> : Method
    where TArgs : struct
{
    private bool? _isShallow;

    protected Method(MethodInfo info)
        : base(info)
    {
        var slots = typeof(TArgs).GetFields().Select((field, index) => new MemberSlot(
            (uint)index,
            field,
            field.FieldType,
            Parameters[index].IsDefined(typeof(ImmutableAttribute), inherit: false))).ToList();
        Arguments = new MemberSet<TArgs>([slots]);
        var token = slots.Find(slot => slot.Type == typeof(CancellationToken));
        if (token is not null)
        {
            GetToken = Member<TArgs, CancellationToken>.EmitGetter(token.Member);
            SetToken = Member<TArgs, CancellationToken>.EmitSetter(token.Member);
        }
    }

    public MemberSet<TArgs> Arguments { get; }

    public MemberGetter<TArgs, CancellationToken>? GetToken { get; }

    public MemberSetter<TArgs, CancellationToken>? SetToken { get; }

    /// <summary>No argument needs a copy.</summary>
    public bool IsShallow => _isShallow ??= Arguments.AllShallow;

    public override Call NewCall() => new Call<TArgs>(this);
}
