using Andamento.Api;
using Andamento.Api.Hosting;

var arguments = CommandLine.Parse(args, out var fault);
if (fault is not null) return ServerRun.Complain(fault, ServerRun.WrongUse);
if (arguments.Help)
{
    Console.WriteLine(CommandLine.Help);
    return 0;
}

var builder = ServerBuilder.Create(arguments);
if (await ServerRun.PrepareAsync(arguments, builder.Configuration[SettingKeys.Data]!) is { } exitCode) return exitCode;

builder.AddFrontDoor();

await using var app = builder.Build();
app.UseFrontDoor();
return await ServerRun.ServeAsync(app, arguments);
