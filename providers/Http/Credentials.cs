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
            ISignsCalls signer => SendSignedAsync(exchange, signer, http, cancellationToken),
            INeedsToken buyer when buyer.Token(exchange.Target) is { } purchase =>
                SendWithTokenAsync(exchange, purchase, http, cancellationToken),
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
            exchange.Bought = token;
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            var response = await http.SendAsync(request, cancellationToken);
            if (response.StatusCode is not HttpStatusCode.Unauthorized || refused) return response;

            response.Dispose();
            exchange.Tokens.Forget(purchase, token);
        }
    }

    // A signature is good for some minutes. Where the clocks differ by more, the provider tells its time, and takes that. What
    // was bought to sign with may end before its time, and is then bought again. Each is tried once.
    private static async Task<HttpResponseMessage> SendSignedAsync(
        Exchange exchange, ISignsCalls signer, HttpMessageInvoker http, CancellationToken cancellationToken)
    {
        var purchase = (exchange.Adapter as INeedsToken)?.Token(exchange.Target);
        DateTimeOffset? theirs = null;
        for (var replaced = false; ;)
        {
            using var request = exchange.ToCall(); // before a token is bought: the dialect may refuse the body
            var token = purchase is null ? null : await exchange.Tokens.GetAsync(purchase, exchange, cancellationToken);
            exchange.Bought = token;
            var now = theirs ?? exchange.Time.GetUtcNow();
            signer.Sign(request, await request.Content!.ReadAsByteArrayAsync(cancellationToken), exchange.Target, token, now);
            var response = await http.SendAsync(request, cancellationToken);
            if (response.StatusCode is not HttpStatusCode.Forbidden) return response;

            if (purchase is not null && !replaced && signer.HasExpired(response))
            {
                exchange.Tokens.Forget(purchase, token!);
                replaced = true;
            }
            else if (theirs is null && response.Headers.Date is { } date && (date - now).Duration() >= MostDrift) theirs = date;
            else return response;

            response.Dispose();
        }
    }
}
