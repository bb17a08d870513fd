using System.Collections.Concurrent;

namespace Orleans.Standin;

/// <summary>A client of the cluster. It sends a call to the silo that answered for the grain last, else to one by hash.</summary>
internal sealed class ClientRuntime : CallRuntime
{
    private const int MaxRemembered = 20_000;

    private readonly ConcurrentDictionary<GrainId, SiloAddress> _lastSeen = new();
    private readonly ITransport _transport;

    public ClientRuntime(IServiceProvider services, TimeProvider time, ClientMessagingOptions options, IEnumerable<IOutgoingGrainCallFilter> filters, ITransport transport, Membership membership, SiloAddress address)
        : base(time, options, filters)
    {
        Address = address;
        Membership = membership;
        _transport = transport;
        Factory = new GrainFactory(this, services, (type, prefix) => Manifest!.Resolve(type, prefix));
        Observers = new LocalObjects(this);
        Manifest = new Manifest(this, membership, services, hasClasses: false);
        membership.Arrived += view =>
        {
            foreach (var dead in view.Members.Values.Where(member => member.Status == SiloStatus.Dead))
            {
                BreakCallsTo(dead.SiloAddress);
            }
        };
    }

    public override SiloAddress Address { get; }

    public Membership Membership { get; }

    public Manifest Manifest { get; }

    protected override GrainId Caller => SystemTargets.ClientId(Address);

    public async Task Connect(CancellationToken cancellationToken)
    {
        await _transport.Start(Address, Receive, cancellationToken);
        await Membership.Refresh(cancellationToken);
        if (Membership.Current.Active.IsEmpty)
        {
            await _transport.Stop();
            throw new SiloUnavailableException("Could not find any gateway: no silo of the cluster is active.");
        }

        await Manifest.Refresh();
    }

    public async Task Disconnect()
    {
        await _transport.Stop();
        Dispose();
        Membership.Dispose();
    }

    public override void Send(Message message, GrainReference? reference)
    {
        var type = message.Target.Type;
        if (type == SystemTargets.Client && SystemTargets.SiloOf(message.Target).Equals(Address))
        {
            Observers.Receive(message);
            return;
        }

        var silo = type == SystemTargets.Silo || type == SystemTargets.Client ? SystemTargets.SiloOf(message.Target) : GatewayFor(message.Target);
        message.SentTo = silo;
        if (!Transmit(silo, MessageCodec.Write(message, message.Body!.Write)))
        {
            _lastSeen.TryRemove(message.Target, out _);
            AnswerFailure(message, new SiloUnavailableException($"The gateway {silo} became unavailable for message: {message}."));
        }
    }

    protected override bool Transmit(SiloAddress to, byte[] bytes) => _transport.Send(to, bytes);

    protected override void SendCancel(Message request)
    {
        if (request.SentTo is { } silo)
        {
            var cancel = new Message { Kind = MessageKind.Cancel, Id = request.Id, Target = request.Target, Sender = request.Sender, SendingSilo = Address };
            Transmit(silo, MessageCodec.Write(cancel, null));
        }
    }

    protected override void OnAnswer(ICallback callback, Message answer)
    {
        var target = callback.Request.Target;
        if (answer.SendingSilo is { IsClient: false } silo && target.Type != SystemTargets.Silo)
        {
            if (_lastSeen.Count > MaxRemembered)
            {
                _lastSeen.Clear();
            }

            _lastSeen[target] = silo;
        }
    }

    private void Receive(ReadOnlyMemory<byte> bytes)
    {
        var message = MessageCodec.Read(bytes, Factory);
        if (message.Kind is MessageKind.Response or MessageKind.Failure)
        {
            ReceiveAnswer(message);
        }
        else if (message.Kind != MessageKind.Cancel)
        {
            Observers.Receive(message);
        }
    }

    private SiloAddress GatewayFor(GrainId id)
    {
        var view = Membership.Current;
        if (_lastSeen.TryGetValue(id, out var known) && view.GetSiloStatus(known) == SiloStatus.Active)
        {
            return known;
        }

        return view.Active.IsEmpty
            ? throw new SiloUnavailableException("No silo of the cluster is active.")
            : view.Active[(int)(id.GetUniformHashCode() % (uint)view.Active.Length)];
    }
}
