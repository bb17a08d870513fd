namespace Orleans.Standin;

/// <summary>Runs what is asked of the silo itself: at once, on any thread, as often as asked.</summary>
internal sealed class SystemHost(SiloRuntime silo) : IMessageHost
{
    private readonly SiloTarget _target = new(silo);

    public void Receive(Message message) => ThreadPool.UnsafeQueueUserWorkItem(
        static state => state.host.Run(state.message), (host: this, message), preferLocal: true);

    public void Complete<TArgs, TResult>(Message message, Method<TArgs, TResult> method, TResult result)
        where TArgs : struct
    {
        if (message.Kind == MessageKind.Request)
        {
            silo.Answer(message, method, result);
        }
    }

    public void Fail(Message message, Exception exception) => silo.AnswerFailure(message, exception);

    private void Run(Message message)
    {
        try
        {
            var call = message.Body ??= silo.ReadBody(message);
            call.Method.Execute(this, message, _target);
        }
        catch (Exception exception)
        {
            Fail(message, exception);
        }
    }
}
