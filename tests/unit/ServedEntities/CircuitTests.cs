using Andamento.ServedEntities;
using Andamento.Serving;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.ServedEntities;

public class CircuitTests
{
    private readonly ManualTime _time = new();
    private readonly Circuit _circuit;

    public CircuitTests() => _circuit = new(new ServedEntityOptions(), _time);

    [Fact]
    public void Five_failures_within_ten_seconds_stop_the_sending()
    {
        Fail(4);
        Assert.False(_circuit.Enter());

        Fail(1);

        var refused = Assert.Throws<ServingException>(() => _circuit.Enter());
        Assert.Equal((FailureKind.UpstreamUnavailable, "circuit_open"), (refused.Kind, refused.Code));
        Assert.Equal(TimeSpan.FromSeconds(5), refused.RetryAfter);
        Assert.Contains("out of order", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_that_lie_further_apart_stop_nothing()
    {
        for (var i = 0; i < 20; i++)
        {
            Fail(1);
            _time.Advance(TimeSpan.FromSeconds(2.6));
        }

        Assert.False(_circuit.Enter());
    }

    [Fact]
    public void Few_failures_among_many_answers_stop_nothing()
    {
        for (var i = 0; i < 50; i++)
        {
            Fail(1);
            for (var answers = 0; answers < 3; answers++) _circuit.Answered(_circuit.Enter());
        }

        Assert.True(_circuit.IsClosed);
    }

    [Fact]
    public void After_the_pause_one_request_tries_and_its_answer_opens_the_way()
    {
        Fail(5);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.True(_circuit.Enter());
        Assert.Throws<ServingException>(() => _circuit.Enter());

        _circuit.Answered(trying: true);
        Assert.False(_circuit.Enter());
        Fail(4);
        Assert.False(_circuit.Enter());
    }

    [Fact]
    public void A_try_that_fails_begins_the_pause_anew()
    {
        Fail(5);
        _time.Advance(TimeSpan.FromSeconds(5));

        _circuit.Failed(_circuit.Enter(), Failure());

        Assert.Equal(TimeSpan.FromSeconds(5), Assert.Throws<ServingException>(() => _circuit.Enter()).RetryAfter);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(_circuit.Enter());
    }

    [Fact]
    public void A_try_whose_caller_leaves_lets_the_next_one_try()
    {
        Fail(5);
        _time.Advance(TimeSpan.FromSeconds(5));

        _circuit.Left(_circuit.Enter());

        Assert.True(_circuit.Enter());
    }

    [Fact]
    public void A_provider_that_asks_for_more_time_gets_it_and_its_limit_is_passed_on()
    {
        for (var i = 0; i < 5; i++)
        {
            _circuit.Failed(_circuit.Enter(), new(FailureKind.UpstreamLimited, "slow down") { RetryAfter = TimeSpan.FromSeconds(20) });
        }

        var refused = Assert.Throws<ServingException>(() => _circuit.Enter());
        Assert.Equal((FailureKind.UpstreamLimited, TimeSpan.FromSeconds(20)), (refused.Kind, refused.RetryAfter));
    }

    [Fact]
    public void Without_a_number_of_failures_it_never_opens()
    {
        var circuit = new Circuit(new ServedEntityOptions { CircuitFailures = 0 }, _time);
        for (var i = 0; i < 100; i++) circuit.Failed(circuit.Enter(), Failure());

        Assert.False(circuit.Enter());
    }

    private static ServingException Failure() => new(FailureKind.UpstreamFailed, "out of order");

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++) _circuit.Failed(_circuit.Enter(), Failure());
    }
}
