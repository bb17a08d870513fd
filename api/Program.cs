using Andamento.Api;
using Andamento.Api.Hosting;
using Andamento.Silo.Hosting;

return await ServerRun.RunAsync(args, static builder =>
{
    builder.AddAndamentoSilo(); // before the front door, which calls its grains as soon as it starts
    builder.AddFrontDoor();
    var app = builder.Build();
    app.CheckSettings();
    app.UseFrontDoor();
    return app;
});
