using System.Runtime.ExceptionServices;

namespace Orleans.Serialization.Invocation;

/// <summary>What came of a call, as filters see it.</summary>
public abstract class Response : IDisposable
{
    public static Response Completed { get; } = new Response<object> { TypedResult = null };

    public abstract object? Result { get; set; }

    public abstract Exception? Exception { get; set; }

    public static Response FromException(Exception exception) => new Response<object> { Exception = exception };

    public static Response FromResult<TResult>(TResult value) => new Response<TResult> { TypedResult = value };

    public virtual Type? GetSimpleResultType() => null;

    public abstract T GetResult<T>();

    public abstract void Dispose();

    public override string ToString() => Exception is null ? $"{Result}" : $"Exception: {Exception}";
}

public sealed class Response<TResult> : Response
{
    public TResult? TypedResult { get; set; }

    public override object? Result
    {
        get
        {
            if (Exception is not null)
            {
                ExceptionDispatchInfo.Throw(Exception);
            }

            return TypedResult;
        }

        set => TypedResult = (TResult?)value;
    }

    public override Exception? Exception { get; set; }

    public override Type GetSimpleResultType() => typeof(TResult);

    public override T GetResult<T>() => (T)Result!;

    public override void Dispose()
    {
    }

    public override string ToString() => base.ToString();
}
