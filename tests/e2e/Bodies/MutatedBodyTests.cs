using System.Net;
using System.Text;
using System.Text.Json;
using Andamento.Api.Control.Reading;
using Andamento.Api.Failures;
using Andamento.Serving;
using FsCheck;
using FsCheck.Fluent;

namespace Andamento.Tests.EndToEnd.Bodies;

/// <summary>
/// What clients send is spoiled at random, for every operation of the control plane. A failure tells the seed, and the
/// smallest spoiling that still fails.
/// </summary>
public sealed class MutatedBodyTests(PreparedServer server) : IClassFixture<PreparedServer>
{
    private const int Cases = 4_000;
    private const int TooLongForAValue = 500_000;

    private static readonly HashSet<string> Codes = [.. Enum.GetValues<FailureKind>().Select(kind => Failure.Of(kind).ErrorCode)];

    [Fact]
    public void Every_operation_has_a_sample() =>
        Assert.Empty(server.Operations.Except(Sample.All.Select(sample => sample.Operation), StringComparer.Ordinal));

    [Fact]
    public async Task A_sample_is_accepted_as_it_stands_or_asks_for_what_is_not_there()
    {
        foreach (var sample in Sample.All.Where(sample => server.Operations.Contains(sample.Operation)))
        {
            var (status, body) = await SendAsync(sample, Encoding.UTF8.GetBytes(server.Fill(sample.Body)));

            Assert.True((int)status is (>= 200 and < 300) or 404 or 501, $"{sample.Operation}: {(int)status} {body}");
        }
    }

    [Fact]
    public void A_spoiled_body_is_refused_or_understood_and_never_half_done()
    {
        var operations = server.Operations;
        var mutations = from kind in Gen.Choose(0, Mutation.Kinds - 1)
                        from place in Gen.Choose(0, 5_000)
                        from value in Gen.Choose(0, Mutation.Values - 1)
                        select new Mutation(kind, place, value);
        var cases = from sample in Gen.Elements(Sample.All.Where(sample => operations.Contains(sample.Operation)))
                    from count in Gen.Choose(1, 3)
                    from chosen in mutations.ArrayOf(count)
                    select new Case(sample, chosen);

        Prop.ForAll(Arb.From(cases, Case.Shrink), one => Task.Run(() => HoldsAsync(one)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));
    }

    private async Task HoldsAsync(Case one)
    {
        var before = await server.Client.GetStringAsync(server.Fill(one.Sample.Watch));
        var sent = Mutation.Spoil(server.Fill(one.Sample.Body), one.Mutations);

        var (status, body) = await SendAsync(one.Sample, sent); // the client's time limit ends a hang

        Assert.True((int)status is < 500 or 501, $"{one}: {(int)status} {body}");
        if ((int)status < 400)
        {
            Assert.False(one.Mutations.Length is 1 && sent.Length > TooLongForAValue, $"{one}: a value of a megabyte was taken.");
            return;
        }

        Assert.True(IsError(body), $"{one}: {(int)status} {body}");
        Assert.Equal(before, await server.Client.GetStringAsync(server.Fill(one.Sample.Watch)));
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(Sample sample, byte[] body)
    {
        var words = sample.Operation.Split(' ');
        using var request = new HttpRequestMessage(new(words[0]), server.Fill(sample.Path ?? words[1])) { Content = new ByteArrayContent(body) };
        request.Headers.ExpectContinue = body.Length > ControlBody.MaxBytes; // the refusal comes before so much is sent
        using var answer = await server.Client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    // The contract's shape with one of its codes, or SCIM's.
    private static bool IsError(string body)
    {
        var answer = JsonSerializer.Deserialize<JsonElement>(body);
        return answer.TryGetProperty("error_code", out var code)
            ? Codes.Contains(code.GetString()!) && answer.GetProperty("message").GetString() is { Length: > 0 }
            : answer.GetProperty("schemas")[0].GetString()!.EndsWith(":Error", StringComparison.Ordinal);
    }

    private sealed record Case(Sample Sample, Mutation[] Mutations)
    {
        public static IEnumerable<Case> Shrink(Case one) => one.Mutations.Length is 1
            ? []
            : one.Mutations.Select((_, left) => one with { Mutations = [.. one.Mutations.Where((_, index) => index != left)] });

        public override string ToString() => $"{Sample.Operation} spoiled by {string.Join(", ", Mutations.AsEnumerable())}";
    }
}
