using System.Net;

namespace Andamento.Providers.Http;

/// <summary>Sends one attempt of a call, with what its provider wants beyond the headers of the dialect: a token, or a signature.</summary>
internal static class Credentials
{
    private static readonly TimeSpan MostDrift = TimeSpan.FromMinutes(5);

    /// <summary>Sends it. The caller disposes the response, whatever its status.</summary>
    public static Task<HttpResponseMessage> SendAsync(
        Exchange exchange, HttpMessageInvoker http, CancellationToken cancellationToken) => exchange.Adapter switch
        {
            INeedsToken buyer when buyer.Token(exchange.Target) is { } purchase =>
                SendWithTokenAsync(exchange, purchase, http, cancellationToken),
            ISignsCalls signer => SendSignedAsync(exchange, signer, http, cancellationToken),
            _ => http.SendAsync(exchange.ToCall(), cancellationToken), // its body is bytes: nothing in it waits to be disposed
        };

    // A token may end before its time: keys are rolled, clocks differ. So one refusal buys a new one, and a second counts.
    private static async Task<HttpResponseMessage> SendWithTokenAsync(
        Exchange exchange, TokenPurchase purchase, HttpMessageInvoker http, CancellationToken cancellationToken)
    {
        for (var refused = false; ; refused = true)
        {
            using var request = exchange.ToCall(); // before the token is bought: the dialect may refuse the body
            var token = await exchange.Tokens.GetAsync(purchase, exchange, cancellationToken);
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            var response = await http.SendAsync(request, cancellationToken);
            if (response.StatusCode is not HttpStatusCode.Unauthorized || refused) return response;

            response.Dispose();
            exchange.Tokens.Forget(purchase, token);
        }
    }

    // A signature is good for some minutes. Where the clocks differ by more, the provider tells its time, and takes that.
    private static async Task<HttpResponseMessage> SendSignedAsync(
        Exchange exchange, ISignsCalls signer, HttpMessageInvoker http, CancellationToken cancellationToken)
    {
        var now = exchange.Time.GetUtcNow();
        var response = await SendSignedAsync(exchange, signer, http, now, cancellationToken);
        if (response.StatusCode is not HttpStatusCode.Forbidden || response.Headers.Date is not { } theirs
            || (theirs - now).Duration() < MostDrift)
        {
            return response;
        }

        response.Dispose();
        return await SendSignedAsync(exchange, signer, http, theirs, cancellationToken);
    }

    private static async Task<HttpResponseMessage> SendSignedAsync(
        Exchange exchange, ISignsCalls signer, HttpMessageInvoker http, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var request = exchange.ToCall();
        signer.Sign(request, await request.Content!.ReadAsByteArrayAsync(cancellationToken), exchange.Target, now);
        return await http.SendAsync(request, cancellationToken);
    }
}
