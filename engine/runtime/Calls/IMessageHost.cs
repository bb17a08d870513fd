namespace Orleans.Standin;

/// <summary>Where calls run: an activation or an observer. It delivers what comes of them.</summary>
internal interface IMessageHost
{
    void Complete<TArgs, TResult>(Message message, Method<TArgs, TResult> method, TResult result)
        where TArgs : struct;

    void Fail(Message message, Exception exception);
}
