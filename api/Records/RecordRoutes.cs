using System.Collections.Immutable;
using Andamento.Api.Auth;
using Andamento.Api.Control;
using Andamento.Api.Control.Writing;
using Andamento.Endpoints;
using Andamento.Serving;
using Andamento.Tables;

namespace Andamento.Api.Records;

/// <summary>Reads usage and inference tables, as far as the process that is asked has written them.</summary>
internal sealed class RecordRoutes(IGrainFactory grains, ITableReader tables)
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var operations = new RecordRoutes(
            services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<ITableReader>());
        routes.MapGet("/api/2.0/serving-endpoints-usage", operations.ReadUsageAsync)
            .WithTags("Records").WithSummary("Read who used what.").RequireCaller();
        routes.MapGet("/api/2.0/serving-endpoints-usage/served-entities", operations.ReadEntitiesAsync)
            .WithTags("Records").WithSummary("Read the served entities that usage names.").RequireCaller();
        routes.MapGet("/api/2.0/serving-endpoints/{name}/inference-table", operations.ReadPayloadsAsync)
            .WithTags("Records").WithSummary("Read whole requests and answers.").RequireCaller();
    }

    private async Task ReadUsageAsync(HttpContext context)
    {
        var wish = RecordQuery.Read(context.Request.Query);
        var query = wish.Of(TableName.EndpointUsage) with
        {
            Filters = [.. await VisibleAsync(context, wish.Endpoint), .. RecordQuery.Equal("requester", wish.Requester)],
        };
        if (wish.Aggregate is not { } bucket)
        {
            await AnswerAsync(context, await ReadAsync(query, context.RequestAborted));
            return;
        }

        var totals = await UsageTotals.ReadAsync(query, page => ReadAsync(page, context.RequestAborted), bucket);
        await JsonAnswer.WriteAsync(context, totals, static (json, rows) => rows.WriteTo(json));
    }

    private async Task ReadEntitiesAsync(HttpContext context)
    {
        var wish = RecordQuery.Read(context.Request.Query);
        var query = wish.Of(TableName.ServedEntities) with
        {
            Filters = [.. await VisibleAsync(context, wish.Endpoint), .. RecordQuery.Equal("served_entity_id", wish.ServedEntityId)],
        };
        await AnswerAsync(context, await ReadAsync(query, context.RequestAborted));
    }

    private async Task ReadPayloadsAsync(HttpContext context)
    {
        var name = (string)context.GetRouteValue("name")!;
        var endpoint = await FindAsync(context, name);
        var table = (endpoint.Gateway.InferenceTable ?? endpoint.Config?.AutoCapture) is { } config
            ? TableName.Payloads(config, endpoint.Name)
            : throw new ServingException(
                FailureKind.ResourceNotFound, $"The serving endpoint '{name}' has no inference table.");

        var wish = RecordQuery.Read(context.Request.Query);
        await AnswerAsync(context, await ReadAsync(
            wish.Of(table) with
            {
                Filters =
                [
                    new("endpoint_id", [endpoint.Id]), // others may have chosen the same table
                    .. RecordQuery.Equal("databricks_request_id", wish.RequestId),
                    .. RecordQuery.Equal("client_request_id", wish.ClientRequestId),
                    .. RecordQuery.Equal("status_code", wish.StatusCode),
                    .. RecordQuery.Equal("requester", wish.Requester),
                ],
            },
            context.RequestAborted));
    }

    private async Task<TablePage> ReadAsync(TableQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await tables.ReadAsync(query, cancellationToken);
        }
        catch (FormatException wrong)
        {
            throw RecordQuery.Wrong("page_token", wrong.Message);
        }
    }

    /// <summary>
    /// Which rows of usage the caller may see. Administrators see those of deleted endpoints too; others those of
    /// endpoints that they manage, found by id: a name may have belonged to someone else before.
    /// </summary>
    private async Task<ImmutableArray<ColumnFilter>> VisibleAsync(HttpContext context, string? endpoint)
    {
        var caller = context.GetCaller();
        if (caller.IsAdministrator) return RecordQuery.Equal("endpoint_name", endpoint);
        if (endpoint is not null) return [new("endpoint_id", [(await FindAsync(context, endpoint)).Id])];

        var directory = grains.GetGrain<IEndpointDirectoryGrain>(IEndpointDirectoryGrain.Workspace);
        var managed = (await directory.ListAsync(context.RequestAborted))
            .Where(one => EndpointPermissions.LevelOf(caller, one) >= PermissionLevel.CanManage);
        return [new("endpoint_id", [.. managed.Select(one => one.Id)])];
    }

    private async Task<EndpointDetails> FindAsync(HttpContext context, string name)
    {
        var endpoint = EndpointNameShape.Fits(name)
            ? await grains.GetGrain<IEndpointGrain>(name).GetAsync(context.RequestAborted)
            : null;
        if (endpoint is null)
            throw new ServingException(FailureKind.ResourceNotFound, $"The serving endpoint '{name}' does not exist.");

        EndpointPermissions.Require(context.GetCaller(), endpoint, PermissionLevel.CanManage, $"'{name}'");
        return endpoint;
    }

    private static Task AnswerAsync(HttpContext context, TablePage page) =>
        JsonAnswer.WriteAsync(context, page, static (json, page) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("rows"u8);
            foreach (var row in page.Rows) json.WriteRawValue(row.Span, skipInputValidation: true);

            json.WriteEndArray();
            if (page.NextToken is { } next) json.WriteString("next_page_token"u8, next);

            json.WriteEndObject();
        });
}
