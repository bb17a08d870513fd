using System.Text;
using Andamento.Api.Failures;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Docs;

public class ErrorsPageTests
{
    [Fact]
    public void The_page_of_errors_says_what_the_table_says()
    {
        var page = new StringBuilder("""
            # Errors

            Every failure has this body, on every route:

            ```json
            {"error_code": "...", "message": "...", "error": {"message": "...", "type": "...", "param": null, "code": null}}
            ```

            `error_code` is what Databricks' and MLflow's clients read; the member `error` repeats it for OpenAI's. `error.code` may be finer
            than the table says, for example `context_length_exceeded`; `error.param` names the field at fault. `X-Request-Id` is on every
            response: quote it when you ask an operator.

            Databricks' SDKs and MLflow's client expect `error` to be a text. They, known by their `User-Agent`, get what it holds beside the
            message, on the routes that they use (`/api/...` and `.../invocations`): `{"error_code", "message", "param", "code", "upstream_status"}`.

            May I try again? *After a wait*: yes, and `Retry-After` says when. *Perhaps*: the request may have been carried out. *No*: the same
            request will fail again.

            | status | error_code | error.type | error.code | what happened | may I try again? |
            |---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var (kind, row) in Enum.GetValues<FailureKind>().Select(kind => (kind, row: Failure.Of(kind))).OrderBy(one => one.row.Status))
        {
            var meaning = Page.Summary(typeof(FailureKind).GetField(kind.ToString())!);
            page.Append($"| {row.Status} | `{row.ErrorCode}` | `{row.Type}` | {(row.Code is { } code ? $"`{code}`" : "")} | {meaning} | {Again(row.Status)} |\n");
        }

        page.Append("\nThis page is printed from the code; see CONTRIBUTING.md.\n");
        Page.Check("errors.md", page.ToString());
    }

    private static string Again(int status) => status switch
    {
        429 or 503 => "after a wait",
        500 or 502 or 504 => "perhaps",
        408 => "if it can be sent faster",
        409 => "when the other change is done",
        _ => "no",
    };
}
