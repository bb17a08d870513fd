using System.Reflection;
using System.Reflection.Emit;

namespace Orleans.Standin;

internal enum ReturnKind
{
    Void,
    Task,
    TaskOfResult,
    ValueTask,
    ValueTaskOfResult,
    Stream,
}

internal delegate TReturn Invoker<TArgs, TReturn>(object target, ref TArgs args);

/// <summary>A method with its result type: calls the grain without reflection and hands the result over without boxing.</summary>
internal sealed class Method<TArgs, TResult> : Method<TArgs>, IResultReader<TResult>
    where TArgs : struct
{
    private readonly ReturnKind _kind;
    private readonly Delegate _invoker;
    private readonly bool _isResultImmutable;
    private Codec<TResult>? _codec;

    public Method(MethodInfo info, ReturnKind kind)
        : base(info)
    {
        _kind = kind;
        _invoker = EmitInvoker(info);
        _isResultImmutable = info.ReturnParameter.IsDefined(typeof(ImmutableAttribute), inherit: false);
    }

    public Codec<TResult> ResultCodec => _codec ??= Codecs.Get<TResult>();

    public bool IsResultShallow => _isResultImmutable || ResultCodec.IsShallow;

    public TResult ReadResult(WireReader reader) => _kind is ReturnKind.TaskOfResult or ReturnKind.ValueTaskOfResult ? ResultCodec.Read(reader) : default!;

    public void WriteResult(WireWriter writer, TResult result)
    {
        if (_kind is ReturnKind.TaskOfResult or ReturnKind.ValueTaskOfResult)
        {
            ResultCodec.Write(writer, result);
        }
    }

    public TResult CopyResult(TResult result, GrainFactory factory) =>
        typeof(TResult) == typeof(Nothing) || IsResultShallow ? result : ResultCodec.Copy(result, new CopyContext(factory));

    public override StreamSource OpenSource(Call call, object target, int batchSize, CancellationTokenSource cancellation)
    {
        var items = ((Invoker<TArgs, IAsyncEnumerable<TResult>>)_invoker)(target, ref ((Call<TArgs>)call).Args);
        return new StreamSource<TResult>(items, batchSize, cancellation);
    }

    public override Task? Execute(IMessageHost host, Message message, object target)
    {
        ref var args = ref ((Call<TArgs>)message.Body!).Args;
        switch (_kind)
        {
            case ReturnKind.TaskOfResult:
                var task = ((Invoker<TArgs, Task<TResult>>)_invoker)(target, ref args);
                if (!task.IsCompletedSuccessfully)
                {
                    return Await(host, message, task);
                }

                host.Complete(message, this, task.GetAwaiter().GetResult());
                return null;
            case ReturnKind.ValueTaskOfResult:
                var valueTask = ((Invoker<TArgs, ValueTask<TResult>>)_invoker)(target, ref args);
                if (!valueTask.IsCompletedSuccessfully)
                {
                    return Await(host, message, valueTask.AsTask());
                }

                host.Complete(message, this, valueTask.GetAwaiter().GetResult());
                return null;
            case ReturnKind.Task:
                var plain = ((Invoker<TArgs, Task>)_invoker)(target, ref args);
                if (!plain.IsCompletedSuccessfully)
                {
                    return AwaitNothing(host, message, plain);
                }

                break;
            case ReturnKind.ValueTask:
                var plainValue = ((Invoker<TArgs, ValueTask>)_invoker)(target, ref args);
                if (!plainValue.IsCompletedSuccessfully)
                {
                    return AwaitNothing(host, message, plainValue.AsTask());
                }

                plainValue.GetAwaiter().GetResult();
                break;
            case ReturnKind.Void:
                ((Invoker<TArgs, Nothing>)_invoker)(target, ref args);
                break;
            default:
                throw new InvalidOperationException($"{Info.Name} returns a stream and is started by enumerating it.");
        }

        host.Complete(message, this, default!);
        return null;
    }

    public override async Task<object?> ExecuteBoxed(Call call, object target)
    {
        switch (_kind)
        {
            case ReturnKind.TaskOfResult:
                return await ((Invoker<TArgs, Task<TResult>>)_invoker)(target, ref ((Call<TArgs>)call).Args);
            case ReturnKind.ValueTaskOfResult:
                return await ((Invoker<TArgs, ValueTask<TResult>>)_invoker)(target, ref ((Call<TArgs>)call).Args);
            case ReturnKind.Task:
                await ((Invoker<TArgs, Task>)_invoker)(target, ref ((Call<TArgs>)call).Args);
                return null;
            case ReturnKind.ValueTask:
                await ((Invoker<TArgs, ValueTask>)_invoker)(target, ref ((Call<TArgs>)call).Args);
                return null;
            default:
                ((Invoker<TArgs, Nothing>)_invoker)(target, ref ((Call<TArgs>)call).Args);
                return null;
        }
    }

    public override void CompleteBoxed(IMessageHost host, Message message, object? result) =>
        host.Complete(message, this, result is null ? default! : (TResult)result);

    private async Task Await(IMessageHost host, Message message, Task<TResult> task)
    {
        try
        {
            host.Complete(message, this, await task);
        }
        catch (Exception exception)
        {
            host.Fail(message, exception);
        }
    }

    private async Task AwaitNothing(IMessageHost host, Message message, Task task)
    {
        try
        {
            await task;
            host.Complete(message, this, default!);
        }
        catch (Exception exception)
        {
            host.Fail(message, exception);
        }
    }

    private Delegate EmitInvoker(MethodInfo info)
    {
        var returned = _kind == ReturnKind.Void ? typeof(Nothing) : info.ReturnType;
        var method = new DynamicMethod($"call_{info.Name}", returned, [typeof(object), typeof(TArgs).MakeByRefType()], typeof(Method).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Castclass, Interface);
        foreach (var field in typeof(TArgs).GetFields())
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldfld, field);
        }

        il.Emit(OpCodes.Callvirt, info);
        if (_kind == ReturnKind.Void)
        {
            var nothing = il.DeclareLocal(typeof(Nothing));
            il.Emit(OpCodes.Ldloc, nothing);
        }

        il.Emit(OpCodes.Ret);
        return method.CreateDelegate(typeof(Invoker<,>).MakeGenericType(typeof(TArgs), returned));
    }
}
