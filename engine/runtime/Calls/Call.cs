using System.Reflection;

namespace Orleans.Standin;

/// <summary>A method and the arguments for one call of it.</summary>
internal abstract class Call(Method method) : IInvokable
{
    public Method Method { get; } = method;

    public object? Target { get; set; }

    public bool IsCancellable => Method.HasToken;

    public abstract void Write(WireWriter writer);

    public abstract void Read(WireReader reader);

    public abstract Call Copy(GrainFactory factory);

    public abstract void SetToken(CancellationToken token);

    public abstract CancellationToken GetCancellationToken();

    public abstract object? GetArgument(int index);

    public abstract void SetArgument(int index, object value);

    public int GetArgumentCount() => Method.Parameters.Length;

    public object? GetTarget() => Target;

    public string GetMethodName() => Method.Info.Name;

    public string GetInterfaceName() => Method.Interface.FullName ?? Method.Interface.Name;

    public string GetActivityName() => $"{Method.Interface.Name}/{Method.Info.Name}";

    public MethodInfo GetMethod() => Method.Info;

    public Type GetInterfaceType() => Method.Interface;

    public TimeSpan? GetDefaultResponseTimeout() => Method.Timeout;

    public void Dispose()
    {
    }
}

internal sealed class Call<TArgs>(Method<TArgs> method) : Call(method)
    where TArgs : struct
{
    public TArgs Args;

    private new Method<TArgs> Method { get; } = method;

    public override void Write(WireWriter writer)
    {
        writer.Text(Method.WireName);
        Method.Arguments.Write(writer, ref Args);
    }

    public override void Read(WireReader reader) => Method.Arguments.Read(reader, ref Args);

    public override Call Copy(GrainFactory factory)
    {
        var copy = new Call<TArgs>(Method) { Args = Args };
        if (!Method.IsShallow)
        {
            Method.Arguments.Copy(ref Args, ref copy.Args, new CopyContext(factory));
        }

        return copy;
    }

    public override void SetToken(CancellationToken token) => Method.SetToken?.Invoke(ref Args, token);

    public override CancellationToken GetCancellationToken() => Method.GetToken?.Invoke(ref Args) ?? CancellationToken.None;

    public override object? GetArgument(int index) => Method.Arguments.First[index].Get(ref Args);

    public override void SetArgument(int index, object value) => Method.Arguments.First[index].Set(ref Args, value);
}

/// <summary>A call as the argument of a call: how the request for a stream travels.</summary>
internal sealed class CallCodec : Codec<Call>
{
    public override void Write(WireWriter writer, Call value) => value.Write(writer);

    public override Call Read(WireReader reader)
    {
        var call = Methods.ByWireName(reader.Text()!).NewCall();
        call.Read(reader);
        return call;
    }

    public override Call Copy(Call value, CopyContext context) => value.Copy(context.Factory!);
}
