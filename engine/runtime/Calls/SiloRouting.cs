namespace Orleans.Standin;

/// <summary>
/// Where a call goes: the silo itself, an observer, a worker here, an activation here, the silo the cache or the directory
/// names, or a silo chosen for a new activation.
/// </summary>
internal sealed partial class SiloRuntime
{
    private const int MaxForwards = 8;

    private void Route(Message message, GrainReference? reference)
    {
        var type = message.Target.Type;
        if (type == SystemTargets.Silo)
        {
            var silo = SystemTargets.SiloOf(message.Target);
            if (silo.Equals(Address))
            {
                _system.Receive(message);
                return;
            }

            SendTo(message, silo);
            return;
        }

        if (type == SystemTargets.Client)
        {
            var home = SystemTargets.SiloOf(message.Target);
            if (home.Equals(Address))
            {
                Observers.Receive(message);
                return;
            }

            SendTo(message, home);
            return;
        }

        if (Manifest.ClassOf(type) is { Workers: not null } workers && !IsStopping)
        {
            Catalog.Workers(message.Target, workers).Receive(message);
            return;
        }

        if (Catalog.Find(message.Target) is { } activation && activation.State != ActivationState.Gone)
        {
            if (reference is not null)
            {
                reference.Cached = activation;
            }

            activation.Receive(message);
            return;
        }

        if (Directory.TryCached(message.Target, out var known))
        {
            DeliverTo(message, known);
            return;
        }

        _ = FindAndSend(message);
    }

    private async Task FindAndSend(Message message)
    {
        try
        {
            var address = await Directory.Lookup(message.Target).ConfigureAwait(false);
            var silo = address?.SiloAddress;
            if (silo is null || (silo.Equals(Address) && IsStopping))
            {
                silo = await Placer.Choose(message).ConfigureAwait(false);
            }

            DeliverTo(message, silo);
        }
        catch (Exception exception)
        {
            AnswerFailure(message, exception);
        }
    }

    private void DeliverTo(Message message, SiloAddress silo)
    {
        if (silo.Equals(Address))
        {
            DeliverHere(message, null);
            return;
        }

        if (!SendTo(message, silo))
        {
            Directory.Invalidate(message.Target);
            Forward(message);
        }
    }

    private void DeliverHere(Message message, GrainReference? reference)
    {
        if (Manifest.ClassOf(message.Target.Type) is not { } grainClass)
        {
            Forward(message);
            return;
        }

        if (grainClass.Workers is not null)
        {
            Route(message, reference);
            return;
        }

        if (Catalog.Find(message.Target) is { } known && known.State != ActivationState.Gone)
        {
            known.Receive(message);
            return;
        }

        if (IsStopping)
        {
            Forward(message);
            return;
        }

        Catalog.GetOrCreate(message.Target, grainClass).Receive(message);
    }

    private void Forward(Message message)
    {
        if (message.Forwards++ >= MaxForwards)
        {
            AnswerFailure(message, new OrleansMessageRejectionException($"The message was forwarded {MaxForwards} times and found no activation: {message}."));
            return;
        }

        message.TargetSilo = null;
        if (message.Forwards < 3)
        {
            _ = FindAndSend(message);
            return;
        }

        _ = FindLater(message);
    }

    private async Task FindLater(Message message)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(20 * message.Forwards), Time).ConfigureAwait(false);
        await FindAndSend(message).ConfigureAwait(false);
    }

    private bool SendTo(Message message, SiloAddress silo)
    {
        if (message.IsCancelled)
        {
            return true;
        }

        message.TargetSilo = silo;
        message.SentTo = silo;
        var body = message.Body;
        var bytes = MessageCodec.Write(message, body is null ? null : body.Write);
        if (Transmit(silo, bytes))
        {
            return true;
        }

        message.TargetSilo = null;
        message.SentTo = null;
        if (message.Target.Type == SystemTargets.Silo || message.Target.Type == SystemTargets.Client)
        {
            AnswerFailure(message, new SiloUnavailableException($"The target silo became unavailable for message: {message}."));
        }

        return false;
    }
}
