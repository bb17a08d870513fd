using Andamento.Serving;

namespace Andamento.Api.Answers;

/// <summary>Sends a whole answer: its bytes as they are.</summary>
internal static class WholeAnswer
{
    /// <summary>Sends it.</summary>
    public static async Task SendAsync(
        HttpResponse response, ServingAnswer answer, string servedModel, CancellationToken cancellationToken)
    {
        response.ContentType = "application/json";
        response.ContentLength = answer.Body.Length;
        response.Headers[AnswerHeaders.ServedModel] = servedModel;
        AnswerHeaders.Write(answer.Head, response.Headers);

        await response.BodyWriter.WriteAsync(answer.Body, cancellationToken);
    }
}
