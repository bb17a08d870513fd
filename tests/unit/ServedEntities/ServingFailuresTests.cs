using Andamento.Inference;
using Andamento.Providers;
using Andamento.ServedEntities;
using Andamento.Serving;

namespace Andamento.Tests.Unit.ServedEntities;

public sealed class ServingFailuresTests
{
    [Fact]
    public void Every_failure_of_the_two_ports_has_a_row()
    {
        Assert.All(Enum.GetValues<ProviderFailure>(), failure => ServingFailures.Kind(failure));
        Assert.All(Enum.GetValues<ModelFailure>(), failure => ServingFailures.Kind(failure));
    }

    [Fact]
    public void What_a_provider_said_reaches_the_caller()
    {
        var failed = ServingFailures.From(new ProviderException(ProviderFailure.Limited, "Slow down.")
        {
            Code = "rate", Param = "messages", Status = 429, RetryAfter = TimeSpan.FromSeconds(3),
        });

        Assert.Equal(
            (FailureKind.UpstreamLimited, "Slow down.", "rate", "messages", 429, TimeSpan.FromSeconds(3)),
            (failed.Kind, failed.Message, failed.Code, failed.Param, failed.UpstreamStatus, failed.RetryAfter));
    }

    [Fact]
    public void A_request_that_is_too_large_for_the_provider_is_told_as_such()
    {
        Assert.Equal(FailureKind.PayloadTooLarge, Kind(413));
        Assert.Equal(FailureKind.UpstreamRefused, Kind(400));

        static FailureKind Kind(int status) =>
            ServingFailures.From(new ProviderException(ProviderFailure.Refused, "No.") { Status = status }).Kind;
    }
}
