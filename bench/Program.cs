using Andamento.Bench.Gateway;
using Andamento.Bench.Inference;
using BenchmarkDotNet.Running;

// bench/gateway runs the load comparison, bench/inference and bench/gpu run models, bench/micro runs the micro-benchmarks. The
// others are children of the first.
return args switch
{
    ["gateway", .. var rest] => await GatewayBench.RunAsync(rest),
    ["load", "whole" or "streams" or "paced" or "get", var seconds] => await GatewayBench.LoadAsync(args[1], int.Parse(seconds), relay: false),
    ["load", "whole" or "streams" or "paced", var seconds, "--relay"] => await GatewayBench.LoadAsync(args[1], int.Parse(seconds), relay: true),
    ["list", var count] => await ListBench.RunAsync(int.Parse(count)),
    ["inference", .. var rest] => await InferenceBench.RunAsync(BenchSettings.Parse(rest)),
    ["gpu", .. var rest] => await GpuBench.RunAsync(BenchSettings.Parse(rest)),
    ["upstream"] => await Upstream.RunAsync(),
    ["relay", var upstream] => await PlainRelay.RunAsync(upstream),
    ["micro", .. var rest] => Micro(rest),
    _ => Usage(),
};

static int Micro(string[] rest)
{
    BenchmarkSwitcher.FromAssembly(typeof(GatewayBench).Assembly).Run(rest.Length > 0 ? rest : ["--filter", "*"]);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("usage: bench gateway [--seconds N] | bench load whole|streams|paced|get SECONDS [--relay] | bench list ENDPOINTS | bench inference|gpu [--seconds N] [--turns N] [PART...] | bench micro [BenchmarkDotNet options]");
    return 2;
}
