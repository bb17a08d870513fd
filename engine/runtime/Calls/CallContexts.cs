using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Orleans.Standin;

/// <summary>A call on its way through the filters.</summary>
internal abstract class CallContext(Call call, object grain, GrainId source, GrainId target)
{
    private Response? _response;

    public IInvokable Request => call;

    public object Grain { get; } = grain;

    public GrainId? SourceId { get; } = source;

    public GrainId TargetId { get; } = target;

    public GrainInterfaceType InterfaceType => new(TypeNames.Of(call.Method.Interface));

    public string InterfaceName => call.GetInterfaceName();

    public string MethodName => call.GetMethodName();

    public MethodInfo InterfaceMethod => call.Method.Info;

    public object? Result
    {
        get => _response?.Result;
        set => _response = Response.FromResult(value);
    }

    public Response? Response
    {
        get => _response;
        set => _response = value;
    }

    /// <summary>Result, once the call has run; an exception that a filter did not replace is thrown.</summary>
    public object? Outcome
    {
        get
        {
            if (_response?.Exception is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            return _response?.Result;
        }
    }

    protected Call Call => call;
}

internal sealed class IncomingCallContext(IIncomingGrainCallFilter[] filters, Activation activation, Message message, Call call, object target)
    : CallContext(call, target, message.Sender, message.Target), IIncomingGrainCallContext
{
    private int _next;
    private MethodInfo? _implementation;

    public IGrainContext TargetContext => activation;

    public MethodInfo ImplementationMethod
    {
        get
        {
            if (_implementation is null)
            {
                var map = Grain.GetType().GetInterfaceMap(InterfaceMethod.DeclaringType!);
                _implementation = map.TargetMethods[Array.IndexOf(map.InterfaceMethods, InterfaceMethod)];
            }

            return _implementation;
        }
    }

    public async Task Invoke()
    {
        var index = _next++;
        if (index < filters.Length)
        {
            await filters[index].Invoke(this);
        }
        else if (index == filters.Length && Grain is IIncomingGrainCallFilter own)
        {
            await own.Invoke(this);
        }
        else
        {
            Result = await Call.Method.ExecuteBoxed(Call, Grain);
        }
    }
}

internal sealed class OutgoingCallContext(
    IOutgoingGrainCallFilter[] filters, GrainReference reference, GrainId source, Call call, IGrainContext? sourceContext, Func<Task<object?>> send)
    : CallContext(call, reference, source, reference.GrainId), IOutgoingGrainCallContext
{
    private int _next;

    public IGrainContext? SourceContext => sourceContext;

    public async Task Invoke()
    {
        var index = _next++;
        if (index < filters.Length)
        {
            await filters[index].Invoke(this);
        }
        else
        {
            Result = await send();
        }
    }
}

internal sealed class IncomingFilterFromDelegate(IncomingGrainCallFilterDelegate filter) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context) => filter(context);
}

internal sealed class OutgoingFilterFromDelegate(OutgoingGrainCallFilterDelegate filter) : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context) => filter(context);
}
