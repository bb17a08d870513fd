using Andamento.Api.Invocations;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Invocations;

public sealed class ServableTests
{
    [Fact]
    public void A_stopped_endpoint_refuses_for_good_and_one_that_deploys_says_when_to_ask_again()
    {
        var waiting = Snapshots.Chat() with { Entities = [], Routes = [], NotServing = "Loading." };

        Assert.Equal((FailureKind.Unavailable, TimeSpan.FromSeconds(1)), Refusal(waiting));
        Assert.Equal((FailureKind.BadRequest, null), Refusal(waiting with { Stopped = true }));
    }

    private static (FailureKind Kind, TimeSpan? RetryAfter) Refusal(Andamento.Endpoints.EndpointSnapshot snapshot)
    {
        var endpoint = new ServedEndpoint(snapshot, Grains.Of((_, _) => new EntityDouble()), new NoLocalEntities());
        var refused = Assert.Throws<ServingException>(() => Servable.Of(endpoint, snapshot.Name));
        return (refused.Kind, refused.RetryAfter);
    }
}
