namespace Andamento.Tests.EndToEnd.Bodies;

/// <summary>A body that an operation takes, as a start for spoiling it. What it deletes or renames is not there.</summary>
/// <param name="Operation">Method and pattern of the route.</param>
/// <param name="Body">The body. <c>$new</c> stands for a name that nobody has had.</param>
/// <param name="Watch">What to read before and after a refusal: it must not have changed.</param>
/// <param name="Path">The path; null for the pattern with the prepared resources in it.</param>
/// <param name="MayBeRefused">The prepared resource is of a kind, or by then of an age, that takes no such body.</param>
public sealed record Sample(string Operation, string Body, string Watch, string? Path = null, bool MayBeRefused = false)
{
    private const string Endpoints = "/api/2.0/serving-endpoints";
    private const string Endpoint = "/api/2.0/serving-endpoints/{name}";
    private const string Permissions = "/api/2.0/permissions/serving-endpoints/{id}";
    private const string Secrets = "/api/2.0/secrets";
    private const string Scim = "/api/2.0/preview/scim/v2";
    private const string Unity = "/api/2.1/unity-catalog/models";
    private const string Mlflow = "/api/2.0/mlflow";
    private const string MlflowUnity = "/api/2.0/mlflow/unity-catalog";
    private const string Upload = "/api/2.0/andamento/models/{full_name}/versions/{version}/upload";
    private const string NoUpload = "/api/2.0/andamento/models/main.default.nothing/versions/1/upload";
    private const string Credentials = "/api/2.0/accounts/servicePrincipals/{id}/credentials/secrets";

    private const string Entities = """
        "served_entities": [
          {"name": "a", "external_model": {"name": "gpt-4o", "provider": "openai", "task": "llm/v1/chat",
            "openai_config": {"openai_api_key_plaintext": "sk-1", "openai_api_base": "http://127.0.0.1:9/v1"}}},
          {"name": "b", "external_model": {"name": "claude", "provider": "anthropic", "task": "llm/v1/chat",
            "anthropic_config": {"anthropic_api_key": "{{secrets/bodies/key}}"}}}],
        "traffic_config": {"routes": [{"served_model_name": "a", "traffic_percentage": 90}, {"served_entity_name": "b", "traffic_percentage": "10"}]}
        """;

    private const string Gateway = """
        {"fallback_config": {"enabled": true}, "usage_tracking_config": {"enabled": true},
         "guardrails": {"input": {"safety": true, "pii": {"behavior": "BLOCK"}, "invalid_keywords": ["x"], "valid_topics": ["cooking"]},
                        "output": {"pii": {"behavior": "MASK"}}},
         "inference_table_config": {"enabled": false, "catalog_name": "main", "schema_name": "default", "table_name_prefix": "t"},
         "rate_limits": [{"key": "user", "calls": 5, "tokens": 100, "renewal_period": "minute"},
                         {"key": "user_group", "principal": "users", "calls": 5, "renewal_period": "minute"}]}
        """;

    private const string Acl = """{"access_control_list": [{"group_name": "users", "permission_level": "CAN_QUERY"}]}""";
    private const string Patch = """{"Operations": [{"op": "replace", "path": "displayName", "value": "B"}, {"op": "add", "value": {"active": true}}]}""";
    private const string Members = """{"Operations": [{"op": "add", "path": "members", "value": [{"value": "{user}"}]}, {"op": "remove", "path": "members[value eq \"{user}\"]"}]}""";

    /// <summary>One for each operation.</summary>
    public static IReadOnlyList<Sample> All { get; } =
    [
        new($"POST {Endpoints}", $$"""{"name": "$new", "config": { {{Entities}} }, "ai_gateway": {{Gateway}}, "tags": [{"key": "team", "value": "x"}], "description": "d", "route_optimized": false}""", Endpoints),
        new($"PUT {Endpoint}/config", $$"""{ {{Entities}}, "auto_capture_config": {"catalog_name": "main", "schema_name": "default", "table_name_prefix": "t", "enabled": false} }""", Endpoint),
        new($"PUT {Endpoint}/rate-limits", """{"rate_limits": [{"calls": 5, "key": "user", "renewal_period": "minute"}]}""", Endpoint),
        new($"PUT {Endpoint}/ai-gateway", Gateway, Endpoint),
        new($"PATCH {Endpoint}/tags", """{"add_tags": [{"key": "a", "value": "b"}], "delete_tags": ["c"]}""", Endpoint),
        new($"PATCH {Endpoint}/notifications", """{"email_notifications": {"on_update_success": ["a@example.com"], "on_update_failure": ["b@example.com"]}}""", Endpoint),
        new($"PATCH {Endpoint}/telemetry-config", """{"telemetry_config": {"table_names": {"logs_table": "main.default.logs"}, "inference_table_config": {"name": "main.default.t", "sampling_fraction": 0.5}, "enabled_telemetry_features": ["TELEMETRY_FEATURE_LOGS"]}}""", Endpoint, MayBeRefused: true),
        new($"PATCH {Endpoint}/system-metrics-export-state", """{"uc_system_metrics_export_state": "FIRST_PARTY_EXPORT_ENABLED"}""", Endpoint, MayBeRefused: true),
        new($"POST {Endpoint}/config:rollback", """{"version": 1}""", Endpoint, MayBeRefused: true),
        new($"POST {Endpoint}/config:stop", "{}", Endpoint, $"{Endpoints}/nothing/config:stop"),
        new($"POST {Endpoint}/config:start", "{}", Endpoint, $"{Endpoints}/nothing/config:start"),
        new($"POST {Endpoint}/config:cancel", "{}", Endpoint, $"{Endpoints}/nothing/config:cancel"),
        new($"POST {Endpoints}/pt", """{"name": "$new", "config": {"served_entities": [{"entity_name": "main.default.absent", "entity_version": "1", "provisioned_model_units": 1}]}}""", Endpoints),
        new($"PUT {Endpoints}/pt/{{name}}/config", """{"config": {"served_entities": [{"entity_name": "main.default.absent", "entity_version": "1", "provisioned_model_units": 1}]}}""", Endpoint, MayBeRefused: true),
        new($"DELETE {Endpoint}", "{}", Endpoints, $"{Endpoints}/nothing"),

        new($"PUT {Permissions}", Acl, Permissions),
        new($"PATCH {Permissions}", Acl, Permissions),

        new($"POST {Secrets}/scopes/create", """{"scope": "$new", "initial_manage_principal": "users", "scope_backend_type": "DATABRICKS"}""", $"{Secrets}/scopes/list"),
        new($"POST {Secrets}/scopes/delete", """{"scope": "nothing"}""", $"{Secrets}/scopes/list"),
        new($"POST {Secrets}/put", """{"scope": "bodies", "key": "$new", "string_value": "v"}""", $"{Secrets}/list?scope=bodies"),
        new($"POST {Secrets}/delete", """{"scope": "bodies", "key": "nothing"}""", $"{Secrets}/list?scope=bodies"),
        new($"POST {Secrets}/acls/put", """{"scope": "bodies", "principal": "users", "permission": "READ"}""", $"{Secrets}/acls/list?scope=bodies"),
        new($"POST {Secrets}/acls/delete", """{"scope": "bodies", "principal": "nobody@example.com"}""", $"{Secrets}/acls/list?scope=bodies"),

        new("POST /api/2.0/token/create", """{"comment": "c", "lifetime_seconds": 60}""", "/api/2.0/token/list"),
        new("POST /api/2.0/token/delete", """{"token_id": "nothing"}""", "/api/2.0/token/list"),
        new("PATCH /api/2.0/token/{id}", """{"token": {"comment": "d"}}""", "/api/2.0/token/list", "/api/2.0/token/{token}"),

        new($"POST {Scim}/Users", """{"userName": "$new@example.com", "displayName": "N", "externalId": "1", "active": true}""", $"{Scim}/Users"),
        new($"PUT {Scim}/Users/{{id}}", """{"userName": "bodies@example.com", "displayName": "N", "externalId": "1", "active": true}""", $"{Scim}/Users/{{user}}", $"{Scim}/Users/{{user}}"),
        new($"PATCH {Scim}/Users/{{id}}", Patch, $"{Scim}/Users/{{user}}", $"{Scim}/Users/{{user}}"),
        new($"DELETE {Scim}/Users/{{id}}", "{}", $"{Scim}/Users", $"{Scim}/Users/nothing"),
        new($"POST {Scim}/ServicePrincipals", """{"displayName": "P", "externalId": "1", "active": true}""", $"{Scim}/ServicePrincipals"),
        new($"PUT {Scim}/ServicePrincipals/{{id}}", """{"displayName": "P", "active": true}""", $"{Scim}/ServicePrincipals/{{program}}", $"{Scim}/ServicePrincipals/{{program}}"),
        new($"PATCH {Scim}/ServicePrincipals/{{id}}", Patch, $"{Scim}/ServicePrincipals/{{program}}", $"{Scim}/ServicePrincipals/{{program}}"),
        new($"DELETE {Scim}/ServicePrincipals/{{id}}", "{}", $"{Scim}/ServicePrincipals", $"{Scim}/ServicePrincipals/nothing"),
        new($"POST {Scim}/Groups", """{"displayName": "$new", "externalId": "1", "members": [{"value": "{user}"}]}""", $"{Scim}/Groups"),
        new($"PUT {Scim}/Groups/{{id}}", """{"displayName": "bodies", "members": [{"value": "{user}"}]}""", $"{Scim}/Groups/{{group}}", $"{Scim}/Groups/{{group}}"),
        new($"PATCH {Scim}/Groups/{{id}}", Members, $"{Scim}/Groups/{{group}}", $"{Scim}/Groups/{{group}}"),
        new($"DELETE {Scim}/Groups/{{id}}", "{}", $"{Scim}/Groups", $"{Scim}/Groups/nothing"),
        new($"POST {Credentials}", """{"lifetime": "60s"}""", "/api/2.0/accounts/servicePrincipals/{program}/credentials/secrets", "/api/2.0/accounts/servicePrincipals/{program}/credentials/secrets"),
        new($"DELETE {Credentials}/{{secret}}", "{}", "/api/2.0/accounts/servicePrincipals/{program}/credentials/secrets", "/api/2.0/accounts/servicePrincipals/{program}/credentials/secrets/nothing"),

        new($"POST {Unity}", """{"name": "$new", "catalog_name": "main", "schema_name": "default", "comment": "c"}""", Unity),
        new($"PATCH {Unity}/{{full_name}}", """{"comment": "d", "owner": "me@example.com"}""", $"{Unity}/{{full_name}}"),
        new($"DELETE {Unity}/{{full_name}}", "{}", Unity, $"{Unity}/main.default.nothing"),
        new($"PATCH {Unity}/{{full_name}}/versions/{{version}}", """{"comment": "d"}""", $"{Unity}/{{full_name}}/versions"),
        new($"DELETE {Unity}/{{full_name}}/versions/{{version}}", "{}", $"{Unity}/{{full_name}}/versions", $"{Unity}/{{full_name}}/versions/99"),
        new($"PUT {Unity}/{{full_name}}/aliases/{{alias}}", """{"version_num": 1}""", $"{Unity}/{{full_name}}"),
        new($"DELETE {Unity}/{{full_name}}/aliases/{{alias}}", "{}", $"{Unity}/{{full_name}}", $"{Unity}/{{full_name}}/aliases/nothing"),

        .. Registry(Mlflow, "bodies"), .. Registry(MlflowUnity, "main.default.bodies"),
        new($"POST {Mlflow}/registered-models/rename", """{"name": "nothing", "new_name": "other"}""", $"{Mlflow}/registered-models/search"),
        new($"POST {Mlflow}/registered-models/get-latest-versions", """{"name": "bodies", "stages": ["None"]}""", $"{Mlflow}/registered-models/search"),
        new($"POST {Mlflow}/model-versions/transition-stage", """{"name": "bodies", "version": "1", "stage": "Staging", "archive_existing_versions": "true"}""", $"{Mlflow}/model-versions/search"),
        new($"POST {Mlflow}/databricks/model-versions/transition-stage", """{"name": "bodies", "version": "1", "stage": "None"}""", $"{Mlflow}/model-versions/search"),
        new($"POST {MlflowUnity}/model-versions/finalize", """{"name": "main.default.nothing", "version": "1"}""", $"{MlflowUnity}/model-versions/search"),
        new($"POST {MlflowUnity}/model-versions/generate-temporary-credentials", """{"name": "main.default.bodies"}""", $"{MlflowUnity}/model-versions/search"),
        new($"POST {MlflowUnity}/model-versions/emit-lineage", """{"name": "main.default.bodies"}""", $"{MlflowUnity}/model-versions/search"),

        new($"POST {Upload}", """{"file_name": "m.onnx", "bytes": 10, "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "inputs": [{"name": "x"}]}""", Upload),
        new($"PUT {Upload}", "{}", Upload, NoUpload + "?offset=0"),
        new($"DELETE {Upload}", "{}", Upload, NoUpload),
        new($"POST {Upload}/complete", "{}", Upload, NoUpload + "/complete"),
    ];

    // MLflow's routes are there twice: for the workspace registry and for names of three parts.
    private static IEnumerable<Sample> Registry(string prefix, string model)
    {
        var (models, versions) = ($"{prefix}/registered-models", $"{prefix}/model-versions");
        var created = model.Replace("bodies", "$new", StringComparison.Ordinal);
        var nothing = model.Replace("bodies", "nothing", StringComparison.Ordinal);
        return
        [
            new($"POST {models}/create", $$"""{"name": "{{created}}", "description": "d", "tags": [{"key": "a", "value": "b"}]}""", $"{models}/search"),
            new($"PATCH {models}/update", $$"""{"name": "{{model}}", "description": "e"}""", $"{models}/search"),
            new($"DELETE {models}/delete", $$"""{"name": "{{nothing}}"}""", $"{models}/search"),
            new($"POST {models}/set-tag", $$"""{"name": "{{model}}", "key": "k", "value": "v"}""", $"{models}/search"),
            new($"DELETE {models}/delete-tag", $$"""{"name": "{{model}}", "key": "k"}""", $"{models}/search"),
            new($"POST {models}/alias", $$"""{"name": "{{model}}", "alias": "best", "version": "1"}""", $"{models}/search"),
            new($"DELETE {models}/alias", $$"""{"name": "{{model}}", "alias": "best"}""", $"{models}/search"),
            new($"POST {versions}/create", $$"""{"name": "{{model}}", "run_id": "r", "run_link": "l", "description": "d", "tags": [{"key": "a", "value": "b"}]}""", $"{versions}/search"),
            new($"PATCH {versions}/update", $$"""{"name": "{{model}}", "version": "1", "description": "e"}""", $"{versions}/search"),
            new($"DELETE {versions}/delete", $$"""{"name": "{{model}}", "version": "99999"}""", $"{versions}/search"),
            new($"POST {versions}/set-tag", $$"""{"name": "{{model}}", "version": "1", "key": "k", "value": "v"}""", $"{versions}/search"),
            new($"DELETE {versions}/delete-tag", $$"""{"name": "{{model}}", "version": "1", "key": "k"}""", $"{versions}/search"),
        ];
    }
}
