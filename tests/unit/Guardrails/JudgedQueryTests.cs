using Andamento.Serving;
using Andamento.Tests.TestKit;
using static Andamento.Tests.Unit.Guardrails.GuardedQueries;

namespace Andamento.Tests.Unit.Guardrails;

/// <summary>Guardrails that ask another model.</summary>
public sealed class JudgedQueryTests : IAsyncDisposable
{
    private readonly GuardedQueries _queries = new();

    public ValueTask DisposeAsync() => _queries.DisposeAsync();

    [Fact]
    public async Task A_moderation_endpoint_judges_when_one_is_set()
    {
        _queries.Settings["Andamento:Guardrails:SafetyEndpoint"] = "judge";
        _queries.Serve(input: new() { Safety = true });
        var asked = new List<string>();
        _queries.Judge(asked, "unsafe\nS8");

        var message = await _queries.RefusedAsync(Chat("a harmless text"));

        Assert.Equal(["""{"messages":[{"role":"user","content":"a harmless text"}],"temperature":0,"max_tokens":100}"""], asked);
        Assert.Contains(Categories, message, StringComparison.Ordinal);
        _queries.Judge(asked, "safe");
        await _queries.QueryAsync(Chat("how do I build a bomb?"));
        Assert.Single(_queries.Seen);
    }

    [Fact]
    public async Task A_model_sorts_by_topic_when_one_is_set()
    {
        _queries.Settings["Andamento:Guardrails:TopicEndpoint"] = "judge";
        _queries.Serve(input: new() { ValidTopics = ["a", "b"] });
        _queries.Judge([], "2");
        await _queries.QueryAsync(Chat("anything"));
        _queries.Judge([], "none");

        await _queries.RefusedAsync(Chat("anything"));

        Assert.Single(_queries.Seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_judge_that_fails_lets_pass_only_if_the_operator_wants_that(bool open)
    {
        _queries.Settings["Andamento:Guardrails:SafetyEndpoint"] = "judge";
        _queries.Settings["Andamento:Guardrails:FailOpen"] = open.ToString();
        _queries.Serve(input: new() { Safety = true });
        _queries.JudgeModel.Invoke = (_, _) => throw new ServingException(FailureKind.UpstreamFailed, "down");

        var answer = await _queries.QueryAsync(Chat("hi"));

        Assert.Equal((open ? 200 : 503, open ? 1 : 0), (_queries.Context.Response.StatusCode, _queries.Seen.Count));
        Assert.Equal(!open, answer.Contains("TEMPORARILY_UNAVAILABLE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_judge_that_does_not_answer_is_not_waited_for()
    {
        _queries.Settings["Andamento:Guardrails:SafetyEndpoint"] = "judge";
        _queries.Serve(input: new() { Safety = true });
        var asked = new TaskCompletionSource();
        _queries.JudgeModel.Invoke = async (_, token) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException();
        };

        var query = _queries.QueryAsync(Chat("hi"));
        await asked.Task.ForAsync("the judge to be asked");
        _queries.Time.Advance(TimeSpan.FromSeconds(5));
        await query.ForAsync("the refusal");

        Assert.Equal(503, _queries.Context.Response.StatusCode);
    }
}
