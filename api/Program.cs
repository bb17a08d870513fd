using Andamento.Api.Auth;
using Andamento.Api.Control;
using Andamento.Api.Failures;
using Andamento.Api.Health;
using Andamento.Api.Hosting;
using Andamento.Api.Identity;
using Andamento.Api.Secrets;
using Andamento.Api.Tokens;

var arguments = CommandLine.Parse(args, out var fault);
if (fault is not null) return ServerRun.Complain(fault, ServerRun.WrongUse);
if (arguments.Help)
{
    Console.WriteLine(CommandLine.Help);
    return 0;
}

var builder = ServerBuilder.Create(arguments);
if (await ServerRun.PrepareAsync(arguments, builder.Configuration[SettingKeys.Data]!) is { } exitCode) return exitCode;

builder.AddAuthentication();
builder.AddWorkspace();
builder.AddHealth();

await using var app = builder.Build();
app.UseRequestIds();
app.UseMiddleware<AccessLog>();
app.UseMiddleware<FailureMiddleware>();

HealthRoutes.Map(app);
AdminRoutes.Map(app);
EndpointRoutes.Map(app);
SecretRoutes.Map(app);
TokenRoutes.Map(app);
IdentityRoutes.Map(app);

return await ServerRun.ServeAsync(app, arguments);
