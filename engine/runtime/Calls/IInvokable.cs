using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>One call: its method, its arguments and what it is called on.</summary>
public interface IInvokable : IDisposable
{
    object? GetTarget();

    int GetArgumentCount();

    object? GetArgument(int index);

    void SetArgument(int index, object value);

    string GetMethodName();

    string GetInterfaceName();

    string GetActivityName();

    MethodInfo GetMethod();

    Type GetInterfaceType();

    TimeSpan? GetDefaultResponseTimeout();

    CancellationToken GetCancellationToken();

    bool IsCancellable { get; }
}

public interface ITargetHolder
{
    object? GetTarget();

    object? GetComponent(Type componentType);
}
