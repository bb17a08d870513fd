using Andamento.ServedEntities;
using Andamento.Serving;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.ServedEntities;

public class HedgeTests
{
    private readonly ManualTime _time = new();
    private readonly ServedEntityOptions _options = new() { MaxConcurrency = 2, MaxQueue = 0, CircuitFailures = 1 };
    private readonly CallSlots _slots;
    private readonly Circuit _circuit;

    public HedgeTests()
    {
        _slots = new("gpt", _options, _time);
        _circuit = new(_options, _time);
    }

    [Fact]
    public void Nobody_is_hedged_unless_the_operator_says_so() => Assert.Null(Of("chat"));

    [Fact]
    public void An_endpoint_has_its_own_wait_before_that_of_all()
    {
        _options.HedgeAfter["*"] = TimeSpan.FromSeconds(5);
        _options.HedgeAfter["chat"] = TimeSpan.FromSeconds(1);

        Assert.Equal(TimeSpan.FromSeconds(1), Of("chat")?.After);
        Assert.Equal(TimeSpan.FromSeconds(5), Of("other")?.After);
    }

    [Fact]
    public void After_ten_at_once_second_requests_are_earned_by_first_ones()
    {
        var hedge = Chat();
        for (var i = 0; i < 10; i++) Assert.True(Hedges(hedge));
        Assert.False(Hedges(hedge));

        for (var i = 0; i < 19; i++) hedge.Called();
        Assert.False(Hedges(hedge)); // 95 hundredths
        hedge.Called();

        Assert.True(Hedges(hedge));
        Assert.False(Hedges(hedge));
    }

    [Fact]
    public void What_is_earned_does_not_pile_up()
    {
        var hedge = Chat();
        for (var i = 0; i < 10_000; i++) hedge.Called();

        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => Hedges(hedge)));
    }

    [Fact]
    public async Task A_second_request_takes_a_slot_and_never_waits_for_one()
    {
        var hedge = Chat();
        await _slots.TakeAsync(CancellationToken.None);
        Assert.True(hedge.TryBegin());

        Assert.False(hedge.TryBegin());
        await Assert.ThrowsAsync<ServingException>(() => _slots.TakeAsync(CancellationToken.None).AsTask());
        hedge.End();

        await _slots.TakeAsync(CancellationToken.None);
    }

    [Fact]
    public void A_provider_that_fails_is_not_asked_twice()
    {
        var hedge = Chat();
        _circuit.Failed(trying: false, new(FailureKind.UpstreamFailed, "down"));

        Assert.False(hedge.TryBegin());
    }

    [Theory]
    [InlineData("00:00:00.009", false)]
    [InlineData("00:00:00.010", true)]
    [InlineData("00:05:00", true)]
    [InlineData("00:05:01", false)]
    [InlineData("-00:00:01", false)]
    public void A_wait_has_its_range(string wait, bool valid)
    {
        _options.HedgeAfter["chat"] = TimeSpan.Parse(wait, System.Globalization.CultureInfo.InvariantCulture);

        var checkedOptions = new ServedEntityOptionsCheck().Validate(null, _options);

        Assert.Equal(valid, checkedOptions.Succeeded);
        if (!valid) Assert.Contains("HedgeAfter:chat", checkedOptions.FailureMessage, StringComparison.Ordinal);
    }

    private Hedge? Of(string endpoint) => Hedge.Of(endpoint, _options, _slots, _circuit);

    private Hedge Chat()
    {
        _options.HedgeAfter["chat"] = TimeSpan.FromSeconds(1);
        return Of("chat")!;
    }

    private static bool Hedges(Hedge hedge)
    {
        if (!hedge.TryBegin()) return false;

        hedge.End();
        return true;
    }
}
