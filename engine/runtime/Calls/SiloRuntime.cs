using System.Collections.Concurrent;
using Orleans.Standin.Placement;

namespace Orleans.Standin;

/// <summary>The heart of a silo: finds the activation for a call, here or elsewhere, and brings the answer back.</summary>
internal sealed partial class SiloRuntime : CallRuntime
{
    private readonly ConcurrentDictionary<(SiloAddress Caller, long Id), Message> _cancellable = new();
    private readonly ITransport _transport;
    private readonly SystemHost _system;
    private int _created;

    public SiloRuntime(SiloServices parts, ITransport transport, Membership membership, SiloAddress address)
        : base(parts.Time, parts.Messaging, parts.OutgoingFilters)
    {
        Services = parts.Services;
        Collection = parts.Collection;
        Log = new EngineLog(parts.Logger);
        OwnMetadata = parts.Metadata;
        IncomingFilters = [.. parts.IncomingFilters];
        Address = address;
        Membership = membership;
        _transport = transport;
        Factory = new GrainFactory(this, parts.Services, (type, prefix) => Manifest!.Resolve(type, prefix));
        Observers = new LocalObjects(this);
        Catalog = new Catalog(this);
        Manifest = new Manifest(this, membership, parts.Services, hasClasses: true);
        foreach (var (name, age) in parts.Collection.ClassSpecificCollectionAge)
        {
            foreach (var grainClass in Manifest.Classes.Where(known => known.Type.FullName == name))
            {
                grainClass.CollectionAge = age;
            }
        }

        Directory = new GrainDirectory(this);
        Placer = new Placer(this);
        _system = new SystemHost(this);
        transport.Lost += silo => _ = OnLost(silo);
        membership.Arrived += view =>
        {
            foreach (var dead in view.Members.Values.Where(member => member.Status == SiloStatus.Dead))
            {
                BreakCallsTo(dead.SiloAddress);
            }
        };
    }

    public IServiceProvider Services { get; }

    public GrainCollectionOptions Collection { get; }

    public EngineLog Log { get; }

    public Dictionary<string, string> OwnMetadata { get; }

    public IIncomingGrainCallFilter[] IncomingFilters { get; }

    public bool HasIncomingFilters => IncomingFilters.Length > 0;

    public override SiloAddress Address { get; }

    public Membership Membership { get; }

    public Catalog Catalog { get; }

    public Manifest Manifest { get; }

    public GrainDirectory Directory { get; }

    public Placer Placer { get; }

    /// <summary>Takes no new activations: they go to other silos.</summary>
    public bool IsStopping { get; set; }

    /// <summary>As if the process had died: nothing is sent or received any more.</summary>
    public bool IsKilled { get; set; }

    public int CreatedCount => _created;

    protected override GrainId Caller => RuntimeContext.Current?.GrainId ?? SystemTargets.SiloId(Address);

    public ISiloTarget TargetOn(SiloAddress silo) => (ISiloTarget)Factory.Reference(typeof(ISiloTarget), SystemTargets.SiloId(silo));

    public void CountCreated(Activation activation)
    {
        _ = activation;
        Interlocked.Increment(ref _created);
    }

    public async Task<int> LoadOf(SiloAddress silo)
    {
        if (silo.Equals(Address))
        {
            return Catalog.AllWithWorkers.Count();
        }

        try
        {
            return (await TargetOn(silo).CountActivations()).Sum(count => count.Count);
        }
        catch (OrleansException)
        {
            return int.MaxValue;
        }
    }

    public override void Send(Message message, GrainReference? reference)
    {
        if (reference?.Cached is { TakesCalls: true } known)
        {
            known.Receive(message);
            return;
        }

        Route(message, reference);
    }

    /// <summary>Sends on what an activation that has ended did not run.</summary>
    public void Reroute(Message message, Activation from)
    {
        if (message.Timer is not null || IsKilled)
        {
            return;
        }

        message.Activation = null;
        message.IsAdmitted = false;
        message.IsPromised = false;
        Directory.Invalidate(from.GrainId);
        Forward(message);
    }

    public Call ReadBody(Message message)
    {
        var reader = new WireReader(message.Raw, Factory);
        return Codecs.Get<Call>().Read(reader);
    }

    public void TrackCancellable(Message message) => _cancellable[(message.SendingSilo!, message.Id)] = message;

    public void ForgetCancellable(Message message) => _cancellable.TryRemove((message.SendingSilo!, message.Id), out _);

    /// <summary>A message from the transport.</summary>
    public void Receive(ReadOnlyMemory<byte> bytes)
    {
        if (IsKilled)
        {
            return;
        }

        var message = MessageCodec.Read(bytes, Factory);
        switch (message.Kind)
        {
            case MessageKind.Response or MessageKind.Failure:
                ReceiveAnswer(message);
                break;
            case MessageKind.Cancel:
                CancelIncoming(message);
                break;
            default:
                var isForMe = Address.Equals(message.TargetSilo);
                message.TargetSilo = null;
                if (isForMe && message.Target.Type != SystemTargets.Silo && message.Target.Type != SystemTargets.Client)
                {
                    DeliverHere(message, null);
                }
                else
                {
                    Route(message, null);
                }

                break;
        }
    }

    protected override void SendCancel(Message request)
    {
        request.IsCancelled = true;
        if (request.Activation is { } activation)
        {
            activation.Cancel(request);
        }
        else if (request.SentTo is { } silo)
        {
            var cancel = new Message { Kind = MessageKind.Cancel, Id = request.Id, Target = request.Target, Sender = request.Sender, SendingSilo = Address };
            Transmit(silo, MessageCodec.Write(cancel, null));
        }
    }

    protected override bool Transmit(SiloAddress to, byte[] bytes) => !IsKilled && _transport.Send(to, bytes);

    private void CancelIncoming(Message cancel)
    {
        if (_cancellable.TryGetValue((cancel.SendingSilo!, cancel.Id), out var request))
        {
            request.Activation?.Cancel(request);
        }
        else if (cancel.Forwards++ == 0)
        {
            _ = ForwardCancel(cancel);
        }
    }

    private async Task ForwardCancel(Message cancel)
    {
        try
        {
            if (await Directory.Lookup(cancel.Target) is { SiloAddress: { } silo } && !silo.Equals(Address))
            {
                Transmit(silo, MessageCodec.Write(cancel, null));
            }
        }
        catch (OrleansException)
        {
            // A lost cancellation costs work, not correctness.
        }
    }

    private async Task OnLost(SiloAddress silo)
    {
        if (silo.IsClient || IsKilled)
        {
            return;
        }

        await Membership.DeclareDead(silo);
    }
}
